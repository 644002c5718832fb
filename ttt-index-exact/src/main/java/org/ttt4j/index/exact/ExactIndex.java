package org.ttt4j.index.exact;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;

/**
 * Scans all blocks for a few queries at a time and compares exactly what may be among the answers.
 *
 * <p>For every storage, number of threads and kernel the answers are the same, down to the last bit and including ties:
 * similarities are float64 sums over the float32 vectors that were added, taken from the first component to the last and
 * rounded once to float32, and equal ones are ordered by id. Compression only changes which rows are in doubt after the
 * scan: {@link Block} stores a bound on the error of each row. So {@link Traits#exact()} holds always, without a "nearly".
 *
 * <p>Searches are thread-safe; the index is immutable.
 */
final class ExactIndex implements VectorIndex, VectorIndex.Reconstruction, VectorIndex.RangeSearch {

    private static final int QUERIES_PER_PASS = 64;

    /** Candidates of one pass, over all queries and threads, at 24 bytes each. */
    private static final int CANDIDATES_PER_PASS = 1 << 21;

    /** Components of queries, each repeated for the 16 rows of a block as {@link ScalarKernel} does, over all threads. */
    private static final int COPIED_FLOATS_PER_PASS = 1 << 24;

    /** Up to here everything is verified when an index opens, unless the settings say otherwise. */
    private static final long VERIFIED_AT_ONCE = 4L << 30;

    private final RecordFile blocks;
    private final StoredVectors vectors;
    private final Block block;
    private final Kernel kernel;
    private final Workers workers;
    private final Traits traits;
    private final Gate gate;

    private ExactIndex(RecordFile blocks, RecordFile rows, Kernel kernel, Workers workers) {
        FileHeader header = blocks.header();
        this.blocks = blocks;
        this.vectors = new StoredVectors(rows);
        this.block = new Block(header.spec().dimension(), header.storage());
        this.kernel = kernel;
        this.workers = workers;
        this.traits = new Traits(
                header.spec(),
                true,
                "full scan of " + header.storage().spelling() + ", " + kernel.description() + ", threads: "
                        + workers.size());
        this.gate = new Gate(() -> {
            try (Undo undo = new Undo()) {
                undo.push(blocks);
                undo.push(rows);
                undo.push(workers);
            }
        });
    }

    static ExactIndex open(Path directory, IndexSpec spec, ExactSettings settings) {
        return open(directory, spec, settings, RecordFile.PIECE_BYTES);
    }

    /** Opens with smaller pieces, as tests do. */
    static ExactIndex open(Path directory, IndexSpec spec, ExactSettings settings, long pieceBytes) {
        Kernel kernel = Kernels.of(settings);
        try (Undo undo = new Undo()) {
            RecordFile blocks = undo.push(RecordFile.open(
                    directory.resolve(ExactIndexBuilder.BLOCKS), FileHeader.Kind.BLOCKS, spec, pieceBytes));
            RecordFile rows = blocks;
            if (blocks.header().storage() != Storage.FLOAT32) {
                Path file = directory.resolve(ExactIndexBuilder.ROWS);
                rows = undo.push(RecordFile.open(file, FileHeader.Kind.ROWS, spec, pieceBytes));
                if (rows.tableChecksum() != blocks.header().companion()) {
                    throw new BackendException(
                            ExactIndexProvider.ID,
                            file + " was not built together with " + ExactIndexBuilder.BLOCKS + " beside it");
                }
            }
            for (RecordFile file : rows == blocks ? List.of(blocks) : List.of(blocks, rows)) {
                verify(file, settings.verify());
            }
            Workers workers = undo.push(new Workers(settings.workers()));
            return undo.keep(new ExactIndex(blocks, rows, kernel, workers));
        }
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        return searchWithout(queries, k, IdSet.EMPTY, control);
    }

    @Override
    public List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        Objects.requireNonNull(excluded, "excluded");
        if (k < 1) {
            throw new IllegalArgumentException("found k=" + k + ", wanted k >= 1");
        }
        return find(
                queries, new Wish((int) Math.min(k, traits.spec().size()), Float.NEGATIVE_INFINITY), excluded, control);
    }

    @Override
    public List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
        if (Float.isNaN(similarity)) {
            throw new IllegalArgumentException("found similarity=NaN, wanted a number");
        }
        return find(queries, new Wish(0, similarity), IdSet.EMPTY, control);
    }

    @Override
    public EmbeddingBatch reconstruct(long[] ids) {
        return gate.call(() -> {
            int dimension = traits.spec().dimension();
            float[] rows = new float[Math.multiplyExact(ids.length, dimension)];
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] < 0 || ids[i] >= traits.spec().size()) {
                    throw new IllegalArgumentException("found id " + ids[i] + ", wanted one in [0, "
                            + traits.spec().size() + ")");
                }
                vectors.read(ids[i], rows, i * dimension);
            }
            return EmbeddingBatch.of(ids.length, dimension, rows);
        });
    }

    @Override
    public void close() {
        gate.close();
    }

    /** What is looked for: the k best, or (k = 0) all that are at least this similar. */
    private record Wish(int k, float similarity) {

        boolean range() {
            return k == 0;
        }

        List<Neighbor> among(List<Neighbor> compared) {
            compared.removeIf(one -> one.similarity() < similarity);
            compared.sort(Neighbor.BEST_FIRST);
            return List.copyOf(range() ? compared : compared.subList(0, Math.min(k, compared.size())));
        }
    }

    private List<List<Neighbor>> find(EmbeddingBatch queries, Wish wish, IdSet excluded, RunControl control) {
        Objects.requireNonNull(control, "control");
        Rows.requireDimension(queries, traits.spec().dimension());
        return gate.call(() -> {
            List<List<Neighbor>> answers = new ArrayList<>(queries.rows());
            int pass = queriesPerPass(wish);
            for (int from = 0; from < queries.rows(); from += pass) {
                control.checkCancelled();
                int count = Math.min(pass, queries.rows() - from);
                Queries some = new Queries(queries, from, count, traits.spec().metric(), block.storage());
                if (traits.spec().size() == 0) {
                    answers.addAll(Collections.nCopies(count, List.of()));
                } else {
                    scan(some, wish, excluded, control, answers);
                }
                control.report(new Progress.Advanced("search", answers.size(), queries.rows()));
            }
            return List.copyOf(answers);
        });
    }

    /** So many that what all threads hold for them stays far below 200 MB, whatever the size of the index. */
    private int queriesPerPass(Wish wish) {
        long candidates = CANDIDATES_PER_PASS / Math.max(wish.k(), Candidates.MOST_DOUBTS) / workers.size();
        long copies = COPIED_FLOATS_PER_PASS / ((long) Block.ROWS * block.dimension()) / workers.size();
        return (int) Math.max(1, Math.min(QUERIES_PER_PASS, Math.min(candidates, copies)));
    }

    private void scan(Queries queries, Wish wish, IdSet excluded, RunControl control, List<List<Neighbor>> answers) {
        int chunks = blocks.header().chunks();
        List<BlockScan> scans = new ArrayList<>();
        for (int i = 0; i < Math.min(workers.size(), chunks); i++) {
            Candidates[] candidates = new Candidates[queries.count()];
            Arrays.setAll(candidates, query -> candidates(queries, query, wish));
            Kernel.Products products = kernel.products(block, queries.scaled());
            scans.add(new BlockScan(blocks, queries, excluded, products, candidates));
        }
        workers.share(chunks, scans, control);
        for (int query = 0; query < queries.count(); query++) {
            answers.add(answer(queries, query, wish, scans));
        }
    }

    private Candidates candidates(Queries queries, int query, Wish wish) {
        double cut = wish.range() ? Queries.cut(wish.similarity()) : Double.NEGATIVE_INFINITY;
        return new Candidates(wish.k(), cut, ids -> wish.among(compare(queries, query, ids)));
    }

    /** Joins what the threads kept: only what reaches the k-th best lower bound of all is compared. */
    private List<Neighbor> answer(Queries queries, int query, Wish wish, List<BlockScan> scans) {
        double cut = scans.get(0).candidates(query).cut();
        if (!wish.range()) {
            double[] bounds = scans.stream()
                    .flatMapToDouble(
                            scan -> Arrays.stream(scan.candidates(query).lowerBounds()))
                    .sorted()
                    .toArray();
            cut = bounds.length < wish.k() ? Double.NEGATIVE_INFINITY : Queries.cut(bounds[bounds.length - wish.k()]);
        }
        List<Neighbor> compared = new ArrayList<>();
        for (BlockScan scan : scans) {
            compared.addAll(compare(queries, query, scan.candidates(query).reaching(cut)));
        }
        return wish.among(compared);
    }

    private List<Neighbor> compare(Queries queries, int query, long[] ids) {
        float[] vector = new float[traits.spec().dimension()];
        List<Neighbor> compared = new ArrayList<>(ids.length);
        for (long id : ids) {
            vectors.read(id, vector, 0);
            compared.add(new Neighbor(id, queries.exact(query, vector)));
        }
        return compared;
    }

    private static void verify(RecordFile file, ExactSettings.Verify verify) {
        boolean now = verify == ExactSettings.Verify.OPEN
                || (verify == ExactSettings.Verify.AUTO && file.header().fileBytes() <= VERIFIED_AT_ONCE);
        if (verify == ExactSettings.Verify.OFF) {
            file.trust();
        } else if (now) {
            for (int chunk = 0; chunk < file.header().chunks(); chunk++) {
                file.verify(chunk);
            }
        }
    }
}
