package org.ttt4j.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;

/** Streams vectors to a temporary file that {@link #finish} renames. Confined to one thread. */
final class HeapIndexBuilder implements IndexBuilder {

    private static final int ROWS_PER_CHECK = 4096;

    private final Path target;
    private final Path temporary;
    private final IndexSpec spec;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private long added;
    private boolean closed;

    HeapIndexBuilder(Path directory, IndexSpec spec) {
        HeapIndexFile.rows(spec); // refuses what could never be opened
        this.spec = spec;
        this.target = directory.resolve(HeapIndexFile.NAME);
        this.temporary = directory.resolve(HeapIndexFile.NAME + ".tmp");
        try {
            channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new BackendException(HeapIndexProvider.ID, "cannot write " + temporary + ": " + e, e);
        }
        try (Undo undo = new Undo()) {
            undo.push(this); // a full disk must not leave the file behind
            write(HeapIndexFile.header(spec));
            undo.keep(this);
        }
    }

    @Override
    public long trainingRows() {
        return 0;
    }

    @Override
    public void train(EmbeddingBatch sample, RunControl control) {
        refuseWhenClosed();
    }

    @Override
    public void add(EmbeddingBatch vectors, RunControl control) {
        refuseWhenClosed();
        Finite.require(vectors, spec.dimension(), "vectors");
        if (added + vectors.rows() > spec.size()) {
            throw new IllegalArgumentException(
                    "found " + (added + vectors.rows()) + " vectors, wanted the " + spec.size() + " announced");
        }
        FloatBuffer values = vectors.values();
        for (int from = 0; from < vectors.rows(); from += ROWS_PER_CHECK) {
            control.checkCancelled();
            int rows = Math.min(ROWS_PER_CHECK, vectors.rows() - from);
            byte[] bytes = new byte[Math.multiplyExact(rows * spec.dimension(), Float.BYTES)];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(values.slice(from * spec.dimension(), rows * spec.dimension()));
            write(bytes);
            added += rows;
            control.report(new Progress.Advanced("add", added, spec.size()));
        }
    }

    @Override
    public void finish(RunControl control) {
        refuseWhenClosed();
        if (added != spec.size()) {
            throw new IllegalStateException("found " + added + " vectors, wanted the " + spec.size() + " announced");
        }
        control.checkCancelled();
        write(digest.digest());
        try {
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BackendException(HeapIndexProvider.ID, "cannot finish " + target + ": " + e, e);
        }
        closed = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new BackendException(HeapIndexProvider.ID, "cannot remove " + temporary + ": " + e, e);
        }
    }

    private void write(byte[] bytes) {
        digest.update(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new BackendException(HeapIndexProvider.ID, "cannot write " + temporary + ": " + e, e);
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new IllegalStateException("HeapIndexBuilder is closed");
        }
    }
}
