package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * Writes a safetensors file, atomically. Tensors are declared first, then their values are asked for one by one.
 * Confined to one thread.
 */
final class SafetensorsWriter {

    private final NumberFormat usual;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private record Tensor(NumberFormat format, List<Long> shape, long elements, FloatPieces values) {}

    /** A writer of F16 if {@code half}, else of F32. */
    SafetensorsWriter(boolean half) {
        usual = half ? NumberFormat.F16 : NumberFormat.F32;
    }

    /** Adds a line to {@code __metadata__}. */
    SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Declares a tensor. */
    SafetensorsWriter tensor(String name, long[] shape, FloatPieces pieces) {
        return tensor(name, usual, shape, pieces);
    }

    /** Declares a tensor with numbers of its own type. */
    SafetensorsWriter tensor(String name, NumberFormat format, long[] shape, FloatPieces pieces) {
        tensors.put(name, new Tensor(format, Arrays.stream(shape).boxed().toList(), Shapes.elements(shape), pieces));
        return this;
    }

    /** Writes beside the file, forces it to disk and renames it. */
    void write(Path file) throws IOException {
        write(file, count -> {});
    }

    /** The same with progress, counted in numbers; checks the control between pieces. */
    void write(Path file, RunControl control, String stage) throws IOException {
        long all = tensors.values().stream().mapToLong(Tensor::elements).sum();
        long[] done = {0};
        write(file, count -> {
            control.checkCancelled();
            done[0] += count;
            control.report(new Progress.Advanced(stage, done[0], all));
        });
    }

    /** The same; the listener hears how many numbers each piece has that was written. */
    void write(Path file, IntConsumer written) throws IOException {
        AtomicFiles.write(file, channel -> {
            byte[] header = header();
            ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            AtomicFiles.writeAll(
                    channel, start.putLong(header.length).put(header).flip());
            try {
                tensors.forEach((name, tensor) -> write(channel, name, tensor, written));
            } catch (UncheckedIOException failure) {
                throw failure.getCause();
            }
        });
    }

    private static void write(FileChannel channel, String name, Tensor tensor, IntConsumer written) {
        try {
            tensor.values().forEach((floats, count) -> {
                write(channel, tensor.format(), floats, count);
                written.accept(count);
            });
        } catch (NumberFormat.TooLarge number) {
            throw new BackendException(Ids.BACKEND, name + ": " + number.getMessage(), number);
        }
    }

    private static void write(FileChannel channel, NumberFormat format, float[] floats, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * format.width).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            format.put(floats[i], bytes);
        }
        try {
            AtomicFiles.writeAll(channel, bytes.flip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private byte[] header() {
        ObjectNode json = Json.object();
        if (!metadata.isEmpty()) {
            metadata.forEach(json.putObject("__metadata__")::put);
        }
        long begin = 0;
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            Tensor tensor = named.getValue();
            ObjectNode entry = json.putObject(named.getKey());
            entry.put("dtype", tensor.format().name());
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            long end = begin + tensor.elements() * tensor.format().width;
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        byte[] text = Json.compact(json);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }
}
