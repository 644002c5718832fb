package org.ttt4j.index.faiss;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ttt4j.api.VectorIndex;

/**
 * The parameters that an opened index knows. Thread-safe.
 *
 * @param kind what it is
 * @param size number of vectors
 * @param current what it is searched with
 * @param view makes the same index with others
 */
record Tuning(Kind kind, long size, Parameters current, Function<Parameters, VectorIndex> view)
        implements VectorIndex.Tunable {

    @Override
    public Map<String, List<String>> parameters() {
        return Parameters.of(kind, size);
    }

    @Override
    public VectorIndex tuned(Map<String, String> values) {
        return view.apply(current.with(values, parameters()));
    }
}
