package org.ttt4j.testkit;

import java.nio.file.Path;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/**
 * Index {@code exact}: a full scan with sums in float64, in pure Java. The oracle other indexes are compared with, and
 * good enough for some hundred thousand vectors. All vectors are held on the heap. No settings. Thread-safe.
 */
public final class ExactIndexProvider implements BackendProvider.OfIndex {

    static final String ID = "exact";

    /** For the service loader. */
    public ExactIndexProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "full scan in pure Java, sums in float64";
    }

    /**
     * Starts building.
     *
     * @throws BackendException if the file cannot be written
     */
    @Override
    public IndexBuilder build(Path directory, IndexSpec spec, Settings settings) {
        return new ExactIndexBuilder(directory, spec);
    }

    @Override
    public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
        return new ExactIndex(spec, ExactIndexFile.read(directory, spec));
    }
}
