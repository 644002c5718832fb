package org.ttt4j.index.faiss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

/**
 * Builds one shard after the other. All begin with the same trained index, which lies beside them until the last one is
 * finished: while it does, the shards are an unfinished build. Confined to one thread.
 */
final class ShardedBuilder implements IndexBuilder {

    private static final int ROWS_CHECKED = 1 << 10;

    private final Shards shards;
    private final FaissSettings settings;
    private final Settings origin;
    private int shard;
    private FaissIndexBuilder current;
    private long taken;
    private final long resumed;
    private boolean kept;
    private boolean finished;

    private ShardedBuilder(Shards shards, FaissSettings settings, Settings origin) {
        this.shards = shards;
        this.settings = settings;
        this.origin = origin;
        this.kept = shards.trained()
                .found()
                .filter(seal ->
                        seal.isOf(shards.spec(), settings.recipe(shards.spec().size())))
                .isPresent();
        if (kept) {
            while (shard < shards.count() - 1 && sealed(shard)) {
                shard++;
            }
        } else {
            clear();
        }
        try {
            this.current = begin();
        } catch (RuntimeException refused) {
            if (!kept) {
                clear();
            }
            throw refused;
        }
        this.resumed = shards.begin(shard) + current.resumed();
        this.taken = resumed;
    }

    /** Begins, or goes on with what is there. */
    static ShardedBuilder start(Path directory, IndexSpec spec, FaissSettings settings, Settings origin) {
        new IndexFiles(directory).requireFree();
        int count = (int) Math.min(settings.shards(), spec.size());
        return new ShardedBuilder(new Shards(directory, spec, count), settings, origin);
    }

    @Override
    public long resumed() {
        return resumed;
    }

    @Override
    public long trainingRows() {
        return current.trainingRows(shards.spec().size());
    }

    @Override
    public void train(EmbeddingBatch sample, RunControl control) {
        current.train(sample, control);
    }

    @Override
    public boolean trainPart(EmbeddingBatch sample, RunControl control) {
        return current.trainPart(sample, control);
    }

    @Override
    public void add(EmbeddingBatch vectors, RunControl control) {
        Floats.requireDimension(vectors, shards.spec().dimension());
        Floats.requireUsable(vectors, ROWS_CHECKED);
        for (int from = 0; from < vectors.rows(); ) {
            demandTrained(control);
            boolean last = shard == shards.count() - 1;
            int room = (int) Math.min(Integer.MAX_VALUE, shards.begin(shard + 1) - taken);
            int rows = last ? vectors.rows() - from : Math.min(room, vectors.rows() - from);
            current.add(EmbeddingBatch.of(rows, vectors.dimension(), Floats.rows(vectors, from, rows)), control);
            from += rows;
            taken += rows;
            if (!last && taken == shards.begin(shard + 1)) {
                current.finish(control);
                current.close();
                shard++;
                current = begin();
            }
        }
    }

    @Override
    public void checkpoint(RunControl control) {
        if (current.trainingRows() == 0) {
            demandTrained(control);
            current.checkpoint(control);
            kept = true;
        } else {
            current.checkpoint(control); // of the training, beside the shards
        }
    }

    @Override
    public void finish(RunControl control) {
        if (taken != shards.spec().size()) {
            throw new IllegalStateException(
                    "found " + taken + " added vectors, wanted " + shards.spec().size());
        }
        current.finish(control);
        shards.trained().delete();
        finished = true;
    }

    @Override
    public void close() {
        current.close();
        if (!finished && !kept) {
            clear();
        }
    }

    /** Keeps the index with which every shard begins; the first one is still empty. */
    private void demandTrained(RunControl control) {
        if (taken == 0
                && current.trainingRows() == 0
                && shards.trained().found().isEmpty()) {
            IndexSpec spec = shards.spec();
            IndexSpec empty = new IndexSpec(spec.dimension(), 0, spec.metric(), spec.embedderFingerprint());
            current.store(shards.trained(), empty, settings.recipe(spec.size()), control);
        }
    }

    private FaissIndexBuilder begin() {
        Path place = shards.place(shard);
        IndexFiles unfinished = new IndexFiles(place);
        unfinished.delete(); // the last one may have been finished, but not the whole
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new BackendException(FaissIndexProvider.ID, "cannot make " + place + ": " + e, e);
        }
        Optional<Path> trained = shards.trained().found().isPresent()
                ? Optional.of(shards.trained().index())
                : Optional.empty();
        return FaissIndexBuilder.start(place, shards.spec(shard), settings, shards.trainings(), trained, origin);
    }

    private boolean sealed(int one) {
        return new IndexFiles(shards.place(one))
                .found()
                .filter(seal -> seal.spec().equals(shards.spec(one)))
                .isPresent();
    }

    /** Removes every shard, of this build or of another one that did not come to its end. */
    private void clear() {
        for (int i = 0; Files.isDirectory(shards.place(i)); i++) {
            IndexFiles files = new IndexFiles(shards.place(i));
            files.delete();
            new Checkpoints(shards.place(i), FaissIndexBuilder.CHECKPOINT, shards.spec()).delete();
            try {
                Files.delete(shards.place(i));
            } catch (IOException e) {
                throw new BackendException(FaissIndexProvider.ID, "cannot remove " + shards.place(i) + ": " + e, e);
            }
        }
        shards.trained().delete();
    }
}
