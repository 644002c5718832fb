package org.ttt4j.embed.onnx;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the model runs. Thread-safe.
 *
 * @param gpu number of the GPU, or empty for the CPU
 */
record Device(OptionalInt gpu) {

    static final Device CPU = new Device(OptionalInt.empty());

    private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,4})");

    /** Reads {@code cpu} or {@code cuda:N}; empty for anything else. */
    static Optional<Device> parse(String text) {
        if (text.equals("cpu")) {
            return Optional.of(CPU);
        }
        Matcher cuda = CUDA.matcher(text);
        return cuda.matches()
                ? Optional.of(new Device(OptionalInt.of(Integer.parseInt(cuda.group(1)))))
                : Optional.empty();
    }

    /** One per core; a GPU is busy with one. */
    int defaultWorkers() {
        return gpu.isPresent() ? 1 : Runtime.getRuntime().availableProcessors();
    }

    @Override
    public String toString() {
        return gpu.isPresent() ? "cuda:" + gpu.getAsInt() : "cpu";
    }
}
