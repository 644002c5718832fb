package org.example.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;

/** Collects vectors and writes them at the end, whole or not at all. Confined to one thread. */
final class PlainBuilder implements IndexBuilder {
    private final Path directory;
    private final IndexSpec spec;
    private final float[] values;
    private int filled;
    private boolean closed;

    PlainBuilder(Path directory, IndexSpec spec) {
        this.directory = directory;
        this.spec = spec;
        this.values = new float[Math.toIntExact(spec.size() * spec.dimension())];
    }

    @Override
    public long trainingRows() {
        return 0;
    }

    @Override
    public void train(EmbeddingBatch sample, RunControl control) {}

    @Override
    public void add(EmbeddingBatch vectors, RunControl control) {
        demandOpen();
        control.checkCancelled();
        float[] added = PlainIndex.finite(vectors, spec.dimension());
        if (added.length > values.length - filled) {
            throw new IllegalArgumentException("found more vectors than the " + spec.size() + " announced");
        }
        System.arraycopy(added, 0, values, filled, added.length);
        filled += added.length;
    }

    @Override
    public void finish(RunControl control) {
        demandOpen();
        control.checkCancelled();
        if (filled < values.length) {
            throw new IllegalStateException("found fewer vectors than the " + spec.size() + " announced");
        }
        try {
            Path file = directory.resolve(PlainIndexProvider.FILE);
            Path beside = Files.write(directory.resolve("unfinished"), PlainIndexProvider.content(spec, values));
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BackendException(PlainIndexProvider.ID, directory + ": cannot be written", e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void demandOpen() {
        if (closed) {
            throw new IllegalStateException("the builder is closed");
        }
    }
}
