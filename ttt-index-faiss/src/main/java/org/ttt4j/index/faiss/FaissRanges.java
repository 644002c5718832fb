package org.ttt4j.index.faiss;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.faiss.bindings.Faiss;
import org.ttt4j.index.faiss.bindings.NativeRange;

/**
 * Searches within a radius. Thread-safe.
 *
 * @param handle the index, borrowed
 * @param spec what it holds
 * @param parameters what searches are told
 * @param threads OpenMP threads of one call, 0 for one per processor
 */
record FaissRanges(FaissHandle handle, IndexSpec spec, Parameters parameters, int threads)
        implements VectorIndex.RangeSearch {

    /** Queries of one call: few, because each may find everything. */
    private static final int ROWS_PER_CALL = 16;

    @Override
    public List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
        Objects.requireNonNull(control, "control");
        handle.requireOpen();
        Floats.requireDimension(queries, spec.dimension());
        if (Float.isNaN(similarity)) {
            throw new IllegalArgumentException("found similarity=NaN, wanted a number");
        }
        // FAISS leaves the border out, so it is asked for the next float.
        float radius = spec.metric() == Metric.L2 ? Math.nextUp(0f - similarity) : Math.nextDown(similarity);
        return handle.holding(() -> {
            List<List<Neighbor>> answers = new ArrayList<>(queries.rows());
            for (int from = 0; from < queries.rows(); from += ROWS_PER_CALL) {
                control.checkCancelled();
                int rows = Math.min(ROWS_PER_CALL, queries.rows() - from);
                searchSome(Floats.rows(queries, from, rows), rows, radius, answers);
            }
            return answers;
        });
    }

    private void searchSome(float[] queries, int rows, float radius, List<List<Neighbor>> answers) {
        handle.run("search a range", index -> {
            NativeRange found =
                    Faiss.range(index, rows, queries, radius, parameters.nprobe(), parameters.efSearch(), threads);
            try {
                copy(found, rows, answers);
            } finally {
                Faiss.release_range(found);
            }
        });
    }

    private void copy(NativeRange found, int rows, List<List<Neighbor>> answers) {
        long size = Faiss.range_size(found);
        if (size > Integer.MAX_VALUE - 8) {
            throw new BackendException(
                    FaissIndexProvider.ID,
                    "found " + size + " neighbours of " + rows + " queries within the range, wanted a smaller range");
        }
        long[] ends = new long[rows];
        float[] distances = new float[(int) size];
        long[] labels = new long[(int) size];
        Faiss.range_copy(found, ends, distances, labels);
        for (int row = 0; row < rows; row++) {
            int from = row == 0 ? 0 : (int) ends[row - 1];
            answers.add(Answers.neighbors(spec, distances, labels, from, (int) ends[row]));
        }
    }
}
