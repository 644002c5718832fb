package org.ttt4j.index.faiss;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Settings;
import org.ttt4j.index.faiss.bindings.Faiss;

/**
 * Where searches run. Thread-safe.
 *
 * @param cuda number of the CUDA device, or -1 for the processor
 */
record Device(int cuda) {

    private static final Pattern CUDA = Pattern.compile("cuda:([0-9]{1,3})");

    static Device from(Settings settings) {
        String text = settings.string("device", "cpu").strip();
        if (text.equals("cpu")) {
            return new Device(-1);
        }
        Matcher matcher = CUDA.matcher(text);
        if (!matcher.matches()) {
            throw settings.refuse("device", "found \"" + text + "\", wanted cpu or cuda:N");
        }
        return new Device(Integer.parseInt(matcher.group(1)));
    }

    boolean onGpu() {
        return cuda >= 0;
    }

    /** Refuses a GPU that this build cannot use; the library must be loaded. */
    void requireSupported() {
        if (onGpu() && !Faiss.gpu_build()) {
            throw new BackendException(
                    FaissIndexProvider.ID,
                    "this build of the FAISS backend has no GPU support (found device=" + this
                            + ", wanted cpu, or a build with -Pgpu -Dfaiss.home=DIR)");
        }
    }

    @Override
    public String toString() {
        return onGpu() ? "cuda:" + cuda : "cpu";
    }
}
