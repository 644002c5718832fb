package org.ttt4j.app;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.ttt4j.api.Shingles;
import org.ttt4j.api.Undo;

/**
 * Names and shingles of texts on disk, 8 to 16 bytes of memory each. The file has no name once it is open (on Linux), so
 * nothing is left of it however the process ends. Confined to one thread.
 */
final class ShingleFile implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private long[] ends = new long[1 << 10];
    private int size;

    private ShingleFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static ShingleFile create(Path file) throws IOException {
        try (Undo undo = new Undo()) {
            FileChannel channel = undo.push(FileChannel.open(
                    file,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE));
            return undo.keep(new ShingleFile(file, channel));
        }
    }

    /** One text. */
    record Entry(String name, Shingles shingles) {}

    /** Appends a text and gives its number, from 0. */
    int add(String name, Shingles shingles) throws IOException {
        byte[] label = name.getBytes(StandardCharsets.UTF_8);
        int[] hashes = shingles.hashes();
        ByteBuffer record = ByteBuffer.allocate(
                Math.toIntExact(Integer.BYTES + label.length + (long) Integer.BYTES * hashes.length));
        record.putInt(label.length).put(label);
        record.asIntBuffer().put(hashes);
        record.rewind();
        long start = size == 0 ? 0 : ends[size - 1];
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.multiplyExact(size, 2));
        }
        ends[size] = start + record.remaining();
        try {
            for (long at = start; record.hasRemaining(); ) {
                at += channel.write(record, at);
            }
        } catch (IOException failed) { // the JDK's own message about a full disk names no file
            FileSystemException named = new FileSystemException(file.toString(), null, failed.getMessage());
            named.initCause(failed);
            throw named;
        }
        return size++;
    }

    /** The text of a number that {@link #add} gave. */
    Entry read(int number) {
        long start = number == 0 ? 0 : ends[number - 1];
        ByteBuffer record = ByteBuffer.allocate((int) (ends[number] - start));
        try {
            for (long at = start; record.hasRemaining(); ) {
                int read = channel.read(record, at);
                if (read < 0) {
                    throw new EOFException(file + ": ends at byte " + channel.size() + ", wanted " + ends[number]);
                }
                at += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        record.rewind();
        byte[] label = new byte[record.getInt()];
        record.get(label);
        int[] hashes = new int[record.remaining() / Integer.BYTES];
        record.asIntBuffer().get(hashes);
        return new Entry(new String(label, StandardCharsets.UTF_8), Shingles.ofHashes(hashes));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
