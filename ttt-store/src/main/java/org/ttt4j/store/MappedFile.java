package org.ttt4j.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that nobody changes, mapped into memory in pieces, so that it may be longer than 2 GB. Every read is checked
 * against the size that the file had when it was opened: reading beyond the end of a file under a mapping kills the
 * process. Thread-safe.
 */
final class MappedFile implements AutoCloseable {

    private static final long PIECE = 1L << 30;

    /** Longer ones gain nothing by the mapping, and would count as memory of this process when a whole file is read. */
    private static final int LONG_READ = 1 << 16;

    private final Path file;
    private final RandomAccessFile handle; // a channel would be closed for all by one interrupted thread
    private final long size;
    private final MappedByteBuffer[] pieces;
    private final Optional<BlockSums.Watch> watch;
    private volatile boolean closed;

    private MappedFile(
            Path file, RandomAccessFile handle, long size, MappedByteBuffer[] pieces, Optional<BlockSums.Watch> watch) {
        this.file = file;
        this.handle = handle;
        this.size = size;
        this.pieces = pieces;
        this.watch = watch;
    }

    /** Maps a file as it is now. */
    static MappedFile open(Path file) throws IOException {
        return open(file, Files.size(file), Optional.empty());
    }

    /**
     * Maps a file.
     *
     * @param size how many bytes it must have
     * @param sums compared with each block when it is touched first; empty to trust the file
     * @throws StoreException if it has another size
     */
    static MappedFile open(Path file, long size, Optional<BlockSums> sums) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        RandomAccessFile handle = new RandomAccessFile(file.toFile(), "r");
        try {
            FileChannel channel = handle.getChannel();
            demand(file, handle.length(), size);
            MappedByteBuffer[] pieces = new MappedByteBuffer[Math.toIntExact((size + PIECE - 1) / PIECE)];
            for (int i = 0; i < pieces.length; i++) {
                long from = i * PIECE;
                pieces[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(PIECE, size - from));
                pieces[i].order(ByteOrder.LITTLE_ENDIAN);
            }
            return new MappedFile(file, handle, size, pieces, sums.map(known -> known.watch(size)));
        } catch (IOException | RuntimeException failed) {
            handle.close();
            throw failed;
        }
    }

    Path file() {
        return file;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    /**
     * Some bytes.
     *
     * @throws StoreException if the file was cut short since it was opened, or a block differs from its checksum
     * @throws IllegalStateException if closed
     */
    byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        read(position, bytes);
        return bytes;
    }

    /** Fills an array; as {@link #read(long, int)}. */
    void read(long position, byte[] to) {
        if (position < 0 || position > size - to.length) {
            throw new StoreException(file + ": found " + size + " bytes, wanted " + to.length + " at " + position
                    + "; the index is damaged");
        }
        demandWhole();
        watch.ifPresent(sums -> sums.check(this, position, to.length));
        if (to.length >= LONG_READ) {
            readLong(position, to);
        } else {
            copy(position, to, to.length);
        }
    }

    /** An unsigned number of 64 bits, little-endian, at a multiple of 8. */
    long number(long position) {
        if (position < 0 || position > size - Long.BYTES || position % Long.BYTES != 0) {
            throw new StoreException(
                    file + ": found " + size + " bytes, wanted a number at " + position + "; the index is damaged");
        }
        demandOpen();
        watch.ifPresent(sums -> sums.check(this, position, Long.BYTES));
        try {
            return pieces[(int) (position / PIECE)].getLong((int) (position % PIECE));
        } catch (InternalError fault) {
            throw cut(fault);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            handle.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies without comparing checksums; the range lies within the file. */
    void copy(long position, byte[] to, int length) {
        int done = 0;
        try {
            while (done < length) {
                long at = position + done;
                MappedByteBuffer piece = pieces[(int) (at / PIECE)];
                int within = (int) (at % PIECE);
                int part = Math.min(length - done, piece.limit() - within);
                piece.get(within, to, done, part);
                done += part;
            }
        } catch (InternalError fault) { // how the virtual machine reports a page that is gone
            throw cut(fault);
        }
    }

    private void readLong(long position, byte[] to) {
        try {
            synchronized (handle) {
                handle.seek(position);
                handle.readFully(to);
            }
        } catch (EOFException cut) {
            throw new StoreException(file + ": was cut short while it was read, or its disk failed", cut);
        } catch (IOException e) {
            demandOpen();
            throw new UncheckedIOException(e);
        }
    }

    private void demandOpen() {
        if (closed) {
            throw new IllegalStateException(file + " is closed");
        }
    }

    private void demandWhole() {
        demandOpen();
        try {
            demand(file, handle.length(), size);
        } catch (IOException e) {
            demandOpen(); // another thread may have closed it just now
            throw new UncheckedIOException(e);
        }
    }

    private static void demand(Path file, long found, long wanted) {
        if (found != wanted) {
            throw new StoreException(file + ": found " + found + " bytes, wanted " + wanted + "; the index is damaged");
        }
    }

    private StoreException cut(InternalError fault) {
        return new StoreException(file + ": was cut short while it was read, or its disk failed", fault);
    }
}
