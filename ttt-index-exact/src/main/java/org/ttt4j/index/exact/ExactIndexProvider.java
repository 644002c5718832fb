package org.ttt4j.index.exact;

import java.nio.file.Path;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/**
 * Registers the full scan in the slot {@code index}. Vectors stay on disk, mapped into memory; the heap holds only what
 * a search works on. Settings and their defaults are in this module's {@code reference.conf}. Thread-safe.
 */
public final class ExactIndexProvider implements BackendProvider.OfIndex {

    /** Id of this backend. */
    static final String ID = "exact";

    /** For {@link java.util.ServiceLoader} and for programs that choose this backend themselves. */
    public ExactIndexProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "full scan in pure Java of mapped float32, float16 or int8; answers as in float64";
    }

    @Override
    public String probe(Settings settings) {
        return "cpu (" + Kernels.of(ExactSettings.from(settings)).description() + ")";
    }

    @Override
    public IndexBuilder build(Path directory, IndexSpec spec, Settings settings) {
        return ExactIndexBuilder.start(
                directory, spec, ExactSettings.from(settings).storage());
    }

    @Override
    public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
        return ExactIndex.open(directory, spec, ExactSettings.from(settings));
    }
}
