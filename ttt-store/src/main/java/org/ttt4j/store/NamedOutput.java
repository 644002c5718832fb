package org.ttt4j.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file, forces it to disk when closed, and names the file in every failure (the JDK's own message about a
 * full disk does not). Confined to one thread.
 */
public final class NamedOutput extends OutputStream {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long bytes;

    /**
     * Creates the file, replacing one that is there.
     *
     * @param file in a directory that exists
     * @throws IOException if it cannot be created
     */
    public NamedOutput(Path file) throws IOException {
        this(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private NamedOutput(Path file, StandardOpenOption... options) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, options);
    }

    /**
     * {@return an output that goes on at the end of a file, or creates it}
     *
     * @param file in a directory that exists
     * @throws IOException if it cannot be opened
     */
    public static NamedOutput appendingTo(Path file) throws IOException {
        NamedOutput output =
                new NamedOutput(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        output.bytes = output.channel.size();
        return output;
    }

    /**
     * Writes what is buffered and forces the file to disk.
     *
     * @throws IOException if the disk is full or gone
     */
    public void force() throws IOException {
        drain();
        try {
            channel.force(false);
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** {@return how many bytes the file has, buffered ones included} */
    public long bytes() {
        return bytes;
    }

    @Override
    public void write(int value) throws IOException {
        if (!buffer.hasRemaining()) {
            drain();
        }
        buffer.put((byte) value);
        bytes++;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!buffer.hasRemaining()) {
                drain();
            }
            int part = Math.min(buffer.remaining(), length - done);
            buffer.put(from, offset + done, part);
            done += part;
        }
        bytes += length;
    }

    @Override
    public void flush() throws IOException {
        drain();
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                drain();
                channel.force(true);
            } catch (IOException e) {
                throw named(e);
            }
        }
    }

    private void drain() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw named(e);
        } finally {
            buffer.clear();
        }
    }

    private IOException named(IOException failure) {
        if (failure instanceof FileSystemException) {
            return failure;
        }
        FileSystemException named = new FileSystemException(file.toString(), null, failure.getMessage());
        named.initCause(failure);
        return named;
    }
}
