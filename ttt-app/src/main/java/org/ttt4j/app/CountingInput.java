package org.ttt4j.app;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes were read. Closing it leaves the source open if that is shared. Confined to one thread. */
final class CountingInput extends FilterInputStream {

    private final LongConsumer listener;
    private final boolean shared;
    private long count;

    /**
     * Counts what is read.
     *
     * @param listener told after each read how many bytes it gave
     * @param shared whether closing this stream leaves {@code in} open
     */
    CountingInput(InputStream in, LongConsumer listener, boolean shared) {
        super(in);
        this.listener = listener;
        this.shared = shared;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        counted(value < 0 ? -1 : 1);
        return value;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = super.read(to, offset, length);
        counted(read);
        return read;
    }

    @Override
    public boolean markSupported() {
        return false; // what is read again would be counted again
    }

    @Override
    public void close() throws IOException {
        if (!shared) {
            super.close();
        }
    }

    private void counted(int read) {
        if (read > 0) {
            count += read;
            listener.accept(read);
        }
    }
}
