package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Undo;
import org.ttt4j.index.faiss.bindings.Faiss;

/**
 * Builds a FAISS index in memory and writes it when it is complete; a checkpoint writes it as it is. Confined to one
 * thread.
 */
final class FaissIndexBuilder implements IndexBuilder {

    /** Sample rows per centroid: FAISS warns below 39 and uses at most 256. */
    private static final long ROWS_PER_CENTROID = 64;

    /** Floats handed to FAISS at once, 4 MiB: small enough to stop soon, large enough to keep every thread busy. */
    private static final int FLOATS_PER_CALL = 1 << 20;

    /** What the files of checkpoints begin with. */
    static final String CHECKPOINT = "checkpoint";

    /** The same for those of the training. */
    static final String TRAINING = "training";

    private static final Pattern TOO_FEW = Pattern.compile("should be at least as large as number of clusters .(\\d+)");

    private static final String OWNER = "FaissIndexBuilder";

    /** Length of a part of the training: no more than a minute is lost, and what ends it is not waited for long. */
    private static final double PART_SECONDS = 5;

    private final FaissHandle handle;
    private final IndexFiles files;
    private final Checkpoints checkpoints;
    private final Checkpoints trainings;
    private final IndexSpec spec;
    private final FaissSettings settings;
    private final long resumed;
    private FaissTraining training;
    private boolean finished;
    private boolean broken;

    private FaissIndexBuilder(
            FaissHandle handle,
            IndexFiles files,
            Checkpoints checkpoints,
            Checkpoints trainings,
            IndexSpec spec,
            FaissSettings settings) {
        this.handle = handle;
        this.files = files;
        this.checkpoints = checkpoints;
        this.trainings = trainings;
        this.spec = spec;
        this.settings = settings;
        this.resumed = handle.ask("tell the size", Faiss::size);
    }

    /**
     * Makes the empty index, or reads the last checkpoint.
     *
     * @param trainings checkpoints of the training
     * @param trained an empty index to begin with, if there is one
     * @param origin where {@code settings} came from, to name the culprit when FAISS refuses the factory text
     */
    static FaissIndexBuilder start(
            Path directory,
            IndexSpec spec,
            FaissSettings settings,
            Checkpoints trainings,
            Optional<Path> trained,
            Settings origin) {
        IndexFiles files = new IndexFiles(directory);
        files.requireFree();
        FaissLibrary.load(settings.variant());
        settings.device().requireSupported();
        NativeCalls.blasThreads(settings.buildThreads());
        try (Undo undo = new Undo()) {
            Checkpoints checkpoints = new Checkpoints(directory, CHECKPOINT, spec);
            Optional<Path> last = checkpoints.latest(settings.recipe(spec.size()));
            FaissHandle handle = undo.push(last.or(() -> trained)
                    .map(file -> FaissHandle.read(file, false, OWNER))
                    .orElseGet(() -> make(spec, settings, origin)));
            if (last.isPresent()) {
                handle.run("go on with a checkpoint", Faiss::resume);
            }
            int metric = handle.ask("tell the metric", Faiss::metric);
            if (metric != Answers.metricNumber(spec.metric())) {
                throw origin.refuse(
                        "factory",
                        "found \"" + settings.factory()
                                + "\", which ignores the metric, wanted one that can compare by " + spec.metric());
            }
            if (!handle.ask("tell the kind of index", Faiss::searchable)) {
                throw origin.refuse(
                        "factory",
                        "found \"" + settings.factory()
                                + "\", which FAISS uses inside of other indexes, wanted one that can be searched");
            }
            handle.run(
                    "set efConstruction",
                    index -> Faiss.set_parameter(index, "efConstruction", settings.efConstruction()));
            return undo.keep(new FaissIndexBuilder(handle, files, checkpoints, trainings, spec, settings));
        }
    }

    private static FaissHandle make(IndexSpec spec, FaissSettings settings, Settings origin) {
        try {
            return FaissHandle.make(spec.dimension(), settings.factory(), spec.metric(), OWNER);
        } catch (BackendException e) {
            throw (RuntimeException) origin.refuse("factory", e.getMessage()).initCause(e);
        }
    }

    @Override
    public long resumed() {
        return resumed;
    }

    @Override
    public long trainingRows() {
        return trainingRows(spec.size());
    }

    /** The same if the sample can be drawn from more vectors than come into this index. */
    long trainingRows(long size) {
        long centroids = handle.ask("tell the training size", Faiss::training_centroids);
        long rotated = handle.ask("tell the training size", Faiss::training_rows_wanted);
        return Math.min(Math.max(ROWS_PER_CENTROID * centroids, rotated), size);
    }

    /** Writes the index as it is, for others to begin with. */
    void store(IndexFiles place, IndexSpec as, String recipe, RunControl control) {
        place.store(handle::write, as, recipe, control);
    }

    @Override
    public void train(EmbeddingBatch sample, RunControl control) {
        boolean trained = false;
        while (!trained) {
            trained = trainPart(sample, control);
        }
    }

    @Override
    public boolean trainPart(EmbeddingBatch sample, RunControl control) {
        return trainPart(sample, PART_SECONDS, control);
    }

    /** The same for about so many seconds. */
    boolean trainPart(EmbeddingBatch sample, double seconds, RunControl control) {
        requireBuilding();
        Floats.requireDimension(sample, spec.dimension());
        if (handle.ask("tell training", Faiss::trained)) {
            throw new IllegalStateException("found training of factory=" + settings.factory()
                    + ", wanted none: trainingRows() is 0 or train was called before");
        }
        if (sample.rows() == 0) {
            throw new IllegalArgumentException("found an empty training sample, wanted rows to learn from");
        }
        demandEnough(sample.rows());
        control.checkCancelled();
        if (training == null) {
            training = FaissTraining.start(handle, sample, trainings, settings.recipe(spec.size()));
        }
        training.requireSame(sample);
        control.report(new Progress.Advanced("train", training.rowsDone(), sample.rows()));
        boolean trained = false;
        try {
            trained = training.part(seconds, settings.threads());
        } catch (BackendException e) {
            endTraining();
            Matcher tooFew = TOO_FEW.matcher(e.getMessage());
            if (tooFew.find()) {
                throw new IllegalArgumentException(
                        "found " + sample.rows() + " training rows, wanted at least " + tooFew.group(1)
                                + " for factory=" + settings.factory(),
                        e);
            }
            throw e;
        }
        if (trained) {
            endTraining();
            control.report(new Progress.Advanced("train", sample.rows(), sample.rows()));
        }
        return trained;
    }

    /** FAISS fits a rotation to fewer rows than it has dimensions by writing beyond its memory. */
    private void demandEnough(int rows) {
        long wanted = handle.ask("tell the training size", Faiss::training_rows_wanted);
        if (rows < wanted) {
            throw new IllegalArgumentException("found " + rows + " training rows, wanted at least " + wanted
                    + " for factory=" + settings.factory());
        }
    }

    private void endTraining() {
        if (training != null) {
            training.close();
            training = null;
        }
    }

    @Override
    public void add(EmbeddingBatch vectors, RunControl control) {
        requireBuilding();
        Floats.requireDimension(vectors, spec.dimension());
        if (vectors.rows() > 0 && !handle.ask("tell training", Faiss::trained)) {
            throw new IllegalStateException(
                    "found vectors before training, wanted train() first for factory=" + settings.factory());
        }
        int step = Math.max(1, FLOATS_PER_CALL / spec.dimension());
        Floats.requireUsable(vectors, step);
        for (int from = 0; from < vectors.rows(); from += step) {
            control.checkCancelled();
            int count = Math.min(step, vectors.rows() - from);
            float[] rows = Floats.rows(vectors, from, count);
            broken = true; // until FAISS comes back: half an added batch cannot be taken out again
            long size = handle.ask("add vectors", index -> {
                Faiss.add(index, count, rows, settings.threads());
                return Faiss.size(index);
            });
            broken = false;
            control.report(new Progress.Advanced("add", size, spec.size()));
        }
    }

    @Override
    public void checkpoint(RunControl control) {
        requireBuilding();
        if (training != null) {
            training.checkpoint(control);
        } else if (handle.ask("tell training", Faiss::trained)) {
            long size = handle.ask("tell the size", Faiss::size);
            checkpoints.write(handle::write, size, settings.recipe(spec.size()), control);
            trainings.delete();
        }
    }

    @Override
    public void finish(RunControl control) {
        requireBuilding();
        long size = handle.ask("tell the size", Faiss::size);
        if (size != spec.size()) {
            throw new IllegalStateException("found " + size + " added vectors, wanted " + spec.size());
        }
        control.checkCancelled();
        files.store(handle::write, spec, settings.factory(), control);
        checkpoints.delete();
        trainings.delete();
        finished = true;
    }

    @Override
    public void close() {
        endTraining();
        handle.close();
        NativeCalls.blasThreads(settings.blasThreads());
        if (!finished) {
            files.discard();
            checkpoints.discard();
            trainings.discard();
        }
    }

    private void requireBuilding() {
        handle.requireOpen();
        if (finished || broken) {
            throw new IllegalStateException(
                    "FaissIndexBuilder " + (finished ? "has finished" : "failed while adding") + ", wanted a new one");
        }
    }
}
