package org.ttt4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads at a position without a shared cursor. Thread-safe. */
final class Positional {

    private Positional() {}

    /**
     * Fills what remains of a buffer.
     *
     * @throws StoreException if the file ends before
     * @throws IllegalStateException if the file is closed
     */
    static void read(FileChannel channel, Path file, ByteBuffer to, long position) {
        long at = position;
        try {
            while (to.hasRemaining()) {
                int read = channel.read(to, at);
                if (read < 0) {
                    throw new StoreException(file + ": ends at byte " + channel.size() + ", wanted " + to.remaining()
                            + " more at " + at + "; the index is damaged");
                }
                at += read;
            }
        } catch (ClosedChannelException closed) {
            throw new IllegalStateException(file + " is closed", closed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
