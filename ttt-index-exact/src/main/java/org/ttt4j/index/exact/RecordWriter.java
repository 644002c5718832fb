package org.ttt4j.index.exact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/**
 * Writes a file of records beside its place; {@link #finish} makes it complete and {@link #publish} moves it there.
 * Confined to one thread.
 */
final class RecordWriter implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;

    private final FileHeader header;
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final ByteBuffer buffer;
    private final ByteBuffer checksums;
    private final CRC32C chunk = new CRC32C();
    private int inChunk;
    private boolean closed;

    private RecordWriter(FileHeader header, Path target, FileChannel channel) {
        this.header = header;
        this.target = target;
        this.temporary = temporary(target);
        this.channel = channel;
        this.buffer = ByteBuffer.allocate(Math.max(BUFFER_BYTES, header.recordBytes()));
        this.checksums =
                ByteBuffer.allocate(Integer.BYTES * (header.chunks() + 1)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static RecordWriter create(Path target, FileHeader header) {
        header.fileBytes(); // refuses sizes beyond 64 bits
        Path temporary = temporary(target);
        try (Undo undo = new Undo()) {
            FileChannel channel = undo.push(FileChannel.open(
                    temporary,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING));
            undo.push(() -> Files.deleteIfExists(temporary)); // a full disk must not leave the file behind
            RecordWriter writer = new RecordWriter(header, target, channel);
            writer.buffer.put(header.encode()); // keeps the place; finish() writes the real one
            return undo.keep(writer);
        } catch (IOException e) {
            throw new BackendException(ExactIndexProvider.ID, "cannot write " + temporary + ": " + e, e);
        }
    }

    /** Appends a record of {@link FileHeader#recordBytes()} bytes. */
    void append(byte[] record) {
        if (buffer.remaining() < record.length) {
            flush();
        }
        buffer.put(record);
        chunk.update(record);
        if (++inChunk == header.recordsPerChunk()) {
            closeChunk();
        }
    }

    /**
     * Writes checksums and header and forces all to disk.
     *
     * @param companion what the header says about the other file
     * @return the checksum of the checksums, for the other file
     */
    int finish(int companion) {
        if (inChunk > 0) {
            closeChunk();
        }
        CRC32C all = new CRC32C();
        all.update(checksums.array(), 0, checksums.position());
        checksums.putInt((int) all.getValue());
        flush();
        try {
            write(checksums.flip());
            channel.position(0);
            write(ByteBuffer.wrap(header.withCompanion(companion).encode()));
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw failure(e);
        }
        return (int) all.getValue();
    }

    /** Gives the finished file its name. */
    void publish() {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            closed = true;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Removes the file unless it was published. */
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
            throw new BackendException(ExactIndexProvider.ID, "cannot remove " + temporary + ": " + e, e);
        }
    }

    private void closeChunk() {
        checksums.putInt((int) chunk.getValue());
        chunk.reset();
        inChunk = 0;
    }

    private void flush() {
        try {
            write(buffer.flip());
        } catch (IOException e) {
            throw failure(e);
        }
        buffer.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private BackendException failure(IOException e) {
        return new BackendException(ExactIndexProvider.ID, "cannot write " + temporary + ": " + e, e);
    }

    private static Path temporary(Path target) {
        return target.resolveSibling(target.getFileName() + ".tmp");
    }
}
