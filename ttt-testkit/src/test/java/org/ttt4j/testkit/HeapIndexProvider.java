package org.ttt4j.testkit;

import java.nio.file.Path;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/**
 * Index {@code heap}: the simplest index that keeps the contract, with sums in float64 over vectors on the heap. What
 * planted bugs are planted in. Thread-safe.
 */
public final class HeapIndexProvider implements BackendProvider.OfIndex {

    static final String ID = "heap";

    /** For the service loader. */
    public HeapIndexProvider() {}

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
        return new HeapIndexBuilder(directory, spec);
    }

    @Override
    public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
        return new HeapIndex(spec, HeapIndexFile.read(directory, spec));
    }
}
