package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.faiss.bindings.Faiss;
import org.ttt4j.index.faiss.bindings.NativeIndex;

/**
 * Searches an index that {@link FaissIndexBuilder} wrote. Ties order by id among what FAISS returns; which of several
 * equal vectors make it into the last place is FAISS's choice. Searches are thread-safe; the index is immutable.
 */
final class FaissIndex implements VectorIndex {

    private static final String OWNER = "FaissIndex";

    /** Queries of one call: enough for FAISS to multiply matrices, few enough to stop soon. */
    private static final int ROWS_PER_CALL = 256;

    /** Answers of one call over all its queries, 12 MiB of labels and distances. */
    private static final int ANSWERS_PER_CALL = 1 << 20;

    private final FaissHandle handle;
    private final Traits traits;
    private final int threads;
    private final boolean reconstructs;

    private FaissIndex(FaissHandle handle, Traits traits, int threads, boolean reconstructs) {
        this.handle = handle;
        this.traits = traits;
        this.threads = threads;
        this.reconstructs = reconstructs;
    }

    static FaissIndex open(Path directory, IndexSpec spec, FaissSettings settings) {
        IndexFiles files = new IndexFiles(directory);
        IndexSeal seal = files.verify(spec);
        FaissLibrary.load();
        settings.device().requireSupported();
        Faiss.blas_threads(settings.blasThreads());
        try (Undo undo = new Undo()) {
            FaissHandle handle = undo.push(FaissHandle.read(files.index(), OWNER));
            requireMatch(handle, files.index(), spec);
            handle.run("set search parameters", index -> setParameters(index, settings));
            boolean reconstructs = handle.ask("prepare reconstruction", Faiss::prepare_reconstruction);
            boolean exact = handle.ask("tell the kind of index", Faiss::exact);
            if (settings.device().onGpu()) {
                handle.run(
                        "copy the index to device=" + settings.device(),
                        index -> Faiss.to_gpu(index, settings.device().cuda()));
            }
            Traits traits = new Traits(spec, exact, "faiss " + seal.factory() + " on " + settings.device());
            return undo.keep(new FaissIndex(handle, traits, settings.threads(), reconstructs));
        }
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        Objects.requireNonNull(control, "control");
        handle.requireOpen();
        Floats.requireDimension(queries, traits.spec().dimension());
        if (k < 1) {
            throw new IllegalArgumentException("found k=" + k + ", wanted k >= 1");
        }
        int wanted = (int) Math.min(k, traits.spec().size());
        int step = Math.max(1, Math.min(ROWS_PER_CALL, ANSWERS_PER_CALL / Math.max(1, wanted)));
        return handle.holding(() -> {
            List<List<Neighbor>> answers = new ArrayList<>(queries.rows());
            for (int from = 0; from < queries.rows(); from += step) {
                control.checkCancelled();
                searchSome(queries, from, Math.min(step, queries.rows() - from), wanted, answers);
            }
            return answers;
        });
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        Reconstruction reconstruction = this::reconstruct;
        return reconstructs && type == Reconstruction.class
                ? Optional.of(type.cast(reconstruction))
                : VectorIndex.super.capability(type);
    }

    @Override
    public void close() {
        handle.close();
    }

    /** What {@code faiss::MetricType} calls a metric. */
    static int metricNumber(Metric metric) {
        return metric == Metric.INNER_PRODUCT ? 0 : 1;
    }

    private void searchSome(EmbeddingBatch queries, int from, int rows, int k, List<List<Neighbor>> answers) {
        float[] values = Floats.rows(queries, from, rows);
        float[] distances = new float[rows * k];
        long[] labels = new long[rows * k];
        if (k > 0) {
            handle.run("search", index -> Faiss.search(index, rows, values, k, distances, labels, threads));
        }
        for (int row = 0; row < rows; row++) {
            answers.add(neighbors(distances, labels, row * k, k));
        }
    }

    private List<Neighbor> neighbors(float[] distances, long[] labels, int from, int k) {
        boolean squares = traits.spec().metric() == Metric.L2;
        List<Neighbor> found = new ArrayList<>(k);
        for (int i = from; i < from + k; i++) {
            if (labels[i] == -1) { // FAISS's placeholder for "no more"
                continue;
            }
            if (labels[i] < 0 || labels[i] >= traits.spec().size() || Float.isNaN(distances[i])) {
                throw new BackendException(
                        FaissIndexProvider.ID,
                        "found id=" + labels[i] + " at distance " + distances[i] + ", wanted an id below "
                                + traits.spec().size() + " and a number");
            }
            // Subtracting from zero keeps -0.0 out, which would sort below 0.0.
            found.add(new Neighbor(labels[i], squares ? 0f - distances[i] : distances[i]));
        }
        found.sort(Neighbor.BEST_FIRST);
        return found;
    }

    private EmbeddingBatch reconstruct(long[] ids) {
        int dimension = traits.spec().dimension();
        for (long id : ids) {
            if (id < 0 || id >= traits.spec().size()) {
                throw new IllegalArgumentException("found id=" + id + ", wanted an id in [0, "
                        + traits.spec().size() + ")");
            }
        }
        long[] own = ids.clone();
        float[] rows = new float[Math.multiplyExact(own.length, dimension)];
        handle.run("reconstruct vectors", index -> Faiss.reconstruct(index, own.length, own, rows));
        return EmbeddingBatch.of(own.length, dimension, rows);
    }

    /** Sets what this kind of index knows; the others ignore it. */
    private static void setParameters(NativeIndex index, FaissSettings settings) {
        long lists = Faiss.lists(index);
        if (lists > 0) {
            Faiss.set_parameter(index, "nprobe", (int) Math.min(lists, settings.nprobe()));
        }
        Faiss.set_parameter(index, "efSearch", settings.efSearch());
        Faiss.set_parameter(index, "k_factor_rf", settings.refineFactor());
    }

    /** The checksum says that the file is what was written; this says that what was written is what was asked for. */
    private static void requireMatch(FaissHandle handle, Path file, IndexSpec spec) {
        String found = handle.ask(
                "tell its traits",
                index -> traits(
                        Faiss.dimension(index),
                        Faiss.size(index),
                        Faiss.metric(index),
                        Faiss.trained(index) || spec.size() == 0));
        String wanted = traits(spec.dimension(), spec.size(), metricNumber(spec.metric()), true);
        if (!found.equals(wanted)) {
            throw new BackendException(
                    FaissIndexProvider.ID, "found an index with " + found + " in " + file + ", wanted " + wanted);
        }
    }

    private static String traits(int dimension, long size, int metric, boolean trained) {
        return "dimension=" + dimension + ", size=" + size + ", metric=" + metric + ", trained=" + trained;
    }
}
