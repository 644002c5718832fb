package org.ttt4j.app;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.ttt4j.api.RunControl;

/**
 * A body that never blocks for good: when nothing came for a while, or the work was cancelled, it is closed by another
 * thread, so that the read in progress ends. Confined to one thread.
 */
final class WatchedBody extends FilterInputStream {

    private static final long POLL_MILLIS = 100;

    private final Thread watcher;
    private volatile long lastRead = System.nanoTime();
    private volatile boolean stalled;
    private volatile boolean closed;

    /**
     * Watches from now on.
     *
     * @param patience longest time without a byte
     */
    WatchedBody(InputStream in, Duration patience, RunControl control) {
        super(in);
        watcher = new Thread(() -> watch(patience.toNanos(), control), "ttt-download-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        try {
            int count = super.read(to, offset, length);
            lastRead = System.nanoTime();
            return count;
        } catch (IOException failure) {
            throw stalled ? new IOException("nothing came for a while", failure) : failure;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        watcher.interrupt();
        super.close();
    }

    private void watch(long patience, RunControl control) {
        try {
            while (!closed) {
                Thread.sleep(POLL_MILLIS);
                stalled = System.nanoTime() - lastRead > patience;
                if (stalled || control.cancelled()) {
                    super.close();
                    return;
                }
            }
        } catch (InterruptedException done) {
            return; // closed in the ordinary way
        } catch (IOException failure) {
            closed = true; // the reader finds out by itself
        }
    }
}
