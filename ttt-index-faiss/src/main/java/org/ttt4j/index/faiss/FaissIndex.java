package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.faiss.bindings.Faiss;

/**
 * Searches an index that {@link FaissIndexBuilder} wrote. Ties order by id among what FAISS returns; which of several
 * equal vectors make it into the last place is FAISS's choice. Searches are thread-safe; the index is immutable.
 */
final class FaissIndex implements VectorIndex {

    private static final String OWNER = "FaissIndex";

    /** Queries of one call: enough for FAISS to multiply matrices, few enough to stop soon. */
    private static final int ROWS_PER_CALL = 256;

    /** Candidates of one call over all its queries, 12 MiB of labels and distances. */
    private static final int CANDIDATES_PER_CALL = 1 << 20;

    /** Up to so many ids to leave out it is quicker to search for as many more: FAISS scans faster than it selects. */
    private static final int FEW_EXCLUDED = 64;

    private static final long[] NONE = {};

    private final FaissHandle handle;
    private final Traits traits;
    private final Kind kind;
    private final int threads;
    private final Parameters parameters;
    private final boolean borrowed;

    private FaissIndex(
            FaissHandle handle, Traits traits, Kind kind, int threads, Parameters parameters, boolean borrowed) {
        this.handle = handle;
        this.traits = traits;
        this.kind = kind;
        this.threads = threads;
        this.parameters = parameters;
        this.borrowed = borrowed;
    }

    static FaissIndex open(Path directory, IndexSpec spec, FaissSettings settings) {
        IndexFiles files = new IndexFiles(directory);
        IndexSeal seal = files.verify(spec);
        FaissLibrary.load(settings.variant());
        settings.device().requireSupported();
        NativeCalls.blasThreads(settings.blasThreads());
        try (Undo undo = new Undo()) {
            FaissHandle handle = undo.push(FaissHandle.read(files.index(), settings.mmap(), OWNER));
            requireMatch(handle, files.index(), spec);
            Kind kind = Kind.of(handle);
            if (settings.device().onGpu()) {
                handle.run(
                        "copy the index to device=" + settings.device(),
                        index -> Faiss.to_gpu(index, settings.device().cuda()));
            }
            Traits traits = new Traits(spec, kind.exact(), "faiss " + seal.factory() + " on " + settings.device());
            return undo.keep(new FaissIndex(handle, traits, kind, settings.threads(), settings.parameters(), false));
        }
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        return search(queries, k, NONE, parameters, control);
    }

    @Override
    public List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        long size = traits.spec().size();
        long[] out = excluded.below(size);
        return out.length <= FEW_EXCLUDED || !kind.selects()
                ? VectorIndex.super.searchWithout(queries, k, excluded, control)
                : search(queries, k, out, parameters.without(out.length, k, size), control);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        Tuning tuning = new Tuning(kind, traits.spec().size(), parameters, this::view);
        Reconstruction reconstruction = this::reconstruct;
        RangeSearch ranges =
                kind.ranges() ? new FaissRanges(handle, traits.spec(), parameters, threads) : new GrowingRanges(this);
        return Stream.of(
                        Optional.of(reconstruction).filter(power -> kind.reconstructs()),
                        Optional.of(ranges),
                        Optional.of(tuning).filter(power -> !tuning.parameters().isEmpty()))
                .flatMap(Optional::stream)
                .filter(type::isInstance)
                .findFirst()
                .map(type::cast)
                .or(() -> VectorIndex.super.capability(type));
    }

    @Override
    public void close() {
        if (!borrowed) {
            handle.close();
        }
    }

    private FaissIndex view(Parameters others) {
        return new FaissIndex(handle, traits, kind, threads, others, true);
    }

    private List<List<Neighbor>> search(
            EmbeddingBatch queries, int k, long[] excluded, Parameters told, RunControl control) {
        Objects.requireNonNull(control, "control");
        handle.requireOpen();
        Floats.requireDimension(queries, traits.spec().dimension());
        if (k < 1) {
            throw new IllegalArgumentException("found k=" + k + ", wanted k >= 1");
        }
        int wanted = (int) Math.min(k, traits.spec().size() - excluded.length);
        long candidates = Math.min(
                (long) wanted * (kind.refines() ? told.refineFactor() : 1),
                traits.spec().size());
        int step = (int) Math.max(1, Math.min(ROWS_PER_CALL, CANDIDATES_PER_CALL / Math.max(1, candidates)));
        return handle.holding(() -> {
            List<List<Neighbor>> answers = new ArrayList<>(queries.rows());
            for (int from = 0; from < queries.rows(); from += step) {
                control.checkCancelled();
                int rows = Math.min(step, queries.rows() - from);
                searchSome(Floats.rows(queries, from, rows), rows, wanted, excluded, told, answers);
            }
            return answers;
        });
    }

    private void searchSome(
            float[] queries, int rows, int k, long[] excluded, Parameters told, List<List<Neighbor>> answers) {
        float[] distances = new float[rows * k];
        long[] labels = new long[rows * k];
        if (k > 0) {
            handle.run(
                    "search",
                    index -> Faiss.search(
                            index,
                            rows,
                            queries,
                            k,
                            distances,
                            labels,
                            told.nprobe(),
                            told.efSearch(),
                            told.refineFactor(),
                            excluded.length,
                            excluded,
                            threads));
        }
        for (int row = 0; row < rows; row++) {
            answers.add(Answers.neighbors(traits.spec(), distances, labels, row * k, (row + 1) * k));
        }
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

    /** The checksum says that the file is what was written; this says that what was written is what was asked for. */
    private static void requireMatch(FaissHandle handle, Path file, IndexSpec spec) {
        String found = handle.ask(
                "tell its traits",
                index -> traits(
                        Faiss.dimension(index),
                        Faiss.size(index),
                        Faiss.metric(index),
                        Faiss.trained(index) || spec.size() == 0));
        String wanted = traits(spec.dimension(), spec.size(), Answers.metricNumber(spec.metric()), true);
        if (!found.equals(wanted)) {
            throw new BackendException(
                    FaissIndexProvider.ID, "found an index with " + found + " in " + file + ", wanted " + wanted);
        }
    }

    private static String traits(int dimension, long size, int metric, boolean trained) {
        return "dimension=" + dimension + ", size=" + size + ", metric=" + metric + ", trained=" + trained;
    }
}
