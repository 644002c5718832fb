package org.ttt4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * A backend's own files, built from exact vectors in a directory beside and renamed when they are complete, so that a
 * build that is killed afterwards need not do it again. Confined to one thread.
 *
 * @param backend what builds
 * @param directory of the files
 * @param spec what is in them
 */
record IndexBackendFiles(IndexBackend backend, Path directory, IndexSpec spec) {

    private static final long CHUNK_FLOATS = 1 << 22;
    private static final long SAMPLE_FLOATS = 1 << 28;

    /** A checkpoint of a large index takes seconds: at most this share of the time goes into them, if that is possible. */
    private static final double MOST_WRITING = 0.1;

    /** Longest time between two of them, whatever they take. */
    private static final double MOST_SECONDS = 50;

    private static final String UNFINISHED = ".unfinished";
    private static final String RECIPE = ".recipe.json";

    /**
     * Builds and opens the result once, so that what is kept is known to open. What is there is deleted.
     *
     * @return what the manifest says about it
     */
    IndexManifest.Backend build(StoredVectors vectors, RunControl control) throws IOException {
        Durable.delete(unfinished());
        Durable.delete(directory);
        IndexManifest.Backend built = make(vectors, settings(), Double.POSITIVE_INFINITY, control);
        Files.delete(recipe());
        return built;
    }

    /**
     * The same from the same vectors as an earlier call, which was killed: goes on where that was, and leaves traces for
     * the next one.
     *
     * @param sums of the vectors: with others what an earlier call left is deleted
     * @param checkpointSeconds work that may be lost
     */
    IndexManifest.Backend resume(StoredVectors vectors, String sums, double checkpointSeconds, RunControl control)
            throws IOException {
        String recipe = settings() + sums;
        boolean ours = Files.exists(recipe()) && Files.readString(recipe()).equals(recipe);
        if (ours && Files.isDirectory(directory)) {
            return opened();
        }
        if (ours && Files.isDirectory(unfinished()) && opens(unfinished())) {
            return renamed();
        }
        Durable.delete(directory);
        if (!ours || !backend.resumes()) {
            Durable.delete(unfinished());
        }
        return make(vectors, recipe, checkpointSeconds, control);
    }

    /** Whether this is the name of something that only builds leave in a segment, given the ids of its backends. */
    static boolean isTrace(String name) {
        return name.endsWith(UNFINISHED) || name.endsWith(RECIPE);
    }

    private IndexManifest.Backend make(
            StoredVectors vectors, String recipe, double checkpointSeconds, RunControl control) throws IOException {
        Files.createDirectories(unfinished());
        Files.writeString(recipe(), recipe);
        try (IndexBuilder builder = backend.build(unfinished(), spec)) {
            add(builder, vectors, checkpointSeconds, control);
            builder.finish(control);
        }
        return renamed();
    }

    private IndexManifest.Backend renamed() throws IOException {
        Durable.forceTree(unfinished());
        Files.move(unfinished(), directory, StandardCopyOption.ATOMIC_MOVE);
        return opened();
    }

    /** Whether a build was finished there and only its end was not recorded. */
    private boolean opens(Path place) {
        try (VectorIndex opened = backend.open(place, spec)) {
            return opened.traits().spec().equals(spec);
        } catch (BackendException unfinished) {
            return false;
        }
    }

    private void add(IndexBuilder builder, StoredVectors vectors, double checkpointSeconds, RunControl control) {
        Checkpointing checkpoints = new Checkpointing(builder, checkpointSeconds);
        long wanted = Math.min(
                Math.min(builder.trainingRows(), vectors.count()), Math.max(1, SAMPLE_FLOATS / spec.dimension()));
        if (wanted > 0) {
            EmbeddingBatch sample = vectors.sample((int) wanted);
            boolean trained = false;
            while (!trained) {
                control.checkCancelled();
                trained = builder.trainPart(sample, control);
                checkpoints.takeIfDue(control);
            }
        }
        int chunk = (int) Math.max(1, CHUNK_FLOATS / spec.dimension());
        for (long from = builder.resumed(); from < spec.size(); from += chunk) {
            control.checkCancelled();
            EmbeddingBatch rows = vectors.rows(from, (int) Math.min(chunk, spec.size() - from));
            builder.add(rows, control);
            control.report(new Progress.Advanced("index", from + rows.rows(), spec.size()));
            checkpoints.takeIfDue(control);
        }
    }

    private IndexManifest.Backend opened() {
        try (VectorIndex opened = backend.open(directory, spec)) {
            return new IndexManifest.Backend(null, opened.traits().description(), backend.settings(), Map.of());
        }
    }

    private Path unfinished() {
        return directory.resolveSibling(directory.getFileName() + UNFINISHED);
    }

    private Path recipe() {
        return directory.resolveSibling(directory.getFileName() + RECIPE);
    }

    /** What decides the files besides the vectors. */
    private String settings() {
        return Json.line(backend.settings());
    }

    /** When the builder is asked for a checkpoint. */
    private static final class Checkpointing {

        private final IndexBuilder builder;
        private final double seconds;
        private long last = System.nanoTime();
        private double writing;

        private Checkpointing(IndexBuilder builder, double seconds) {
            this.builder = builder;
            this.seconds = seconds;
        }

        private void takeIfDue(RunControl control) {
            double interval = Math.max(seconds, Math.min(MOST_SECONDS, writing / MOST_WRITING));
            long now = System.nanoTime();
            if ((now - last) / 1e9 >= interval) {
                builder.checkpoint(control);
                last = System.nanoTime();
                writing = (last - now) / 1e9;
            }
        }
    }
}
