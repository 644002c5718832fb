package org.ttt4j.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A file that vectors are read from. Read by position rather than mapped: a file cut short under a mapping kills the
 * process, under a read it is an exception. Thread-safe.
 *
 * @param file named in every complaint
 * @param channel open for reading, owned by the caller
 * @param size in bytes, when it was opened
 */
record VectorSource(Path file, FileChannel channel, long size) {

    /** Most values one batch can hold: the longest array of the virtual machine. */
    static final int MOST_VALUES = Integer.MAX_VALUE - 8;

    private static final int SHOWN = 6;

    /** A little-endian buffer that no claim of a header, only the caller, decides the size of. */
    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Some bytes, ready to be taken; position + bytes is at most {@link #size()}. */
    ByteBuffer read(long position, int bytes) throws IOException {
        return fill(buffer(bytes), position);
    }

    /** Fills what remains of a buffer and flips it. */
    ByteBuffer fill(ByteBuffer to, long position) throws IOException {
        long at = position;
        while (to.hasRemaining()) {
            int read = channel.read(to, at);
            if (read < 0) {
                throw refuse("ended at byte " + at + " while it was read, wanted the " + size
                        + " bytes it had before; does another program write to it?");
            }
            at += read;
        }
        return to.flip();
    }

    /** The first bytes in hexadecimal, for complaints about them. */
    String firstBytes() throws IOException {
        byte[] bytes = read(0, (int) Math.min(SHOWN, size)).array();
        return "the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /** Makes the exception that tells what is wrong with the file. */
    IllegalArgumentException refuse(String problem) {
        return new IllegalArgumentException(file + ": " + problem);
    }
}
