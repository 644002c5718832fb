package org.ttt4j.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Looks at a connection while its request is worked on, which nobody does in HTTP/1.1: the end of what the client sends
 * means that it has gone, or that it says no more and waits. Must be stopped before the answer ends. Thread-safe.
 */
final class ClientWatch implements Callback {

    private final AbstractEndPoint endPoint;
    private final Runnable ended;
    private final Runnable more;
    private boolean stopped;

    private ClientWatch(AbstractEndPoint endPoint, Runnable ended, Runnable more) {
        this.endPoint = endPoint;
        this.ended = ended;
        this.more = more;
    }

    /**
     * Begins.
     *
     * @param ended called once the client sends no more
     * @param more called if it sends before it was answered: the first byte is lost, so that the connection cannot be used
     *     for another request
     */
    static ClientWatch of(EndPoint endPoint, Runnable ended, Runnable more) {
        ClientWatch watch =
                new ClientWatch(endPoint instanceof AbstractEndPoint watchable ? watchable : null, ended, more);
        watch.again();
        return watch;
    }

    /** Jetty reads again from here on. */
    void stop() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        if (endPoint != null) {
            endPoint.getFillInterest().onFail(new IOException("the watch has ended"));
        }
    }

    @Override
    public void succeeded() {
        Runnable next;
        synchronized (this) {
            next = stopped ? () -> {} : seen();
        }
        next.run();
    }

    @Override
    public void failed(Throwable closed) {
        boolean heard;
        synchronized (this) {
            heard = !stopped;
        }
        if (heard) {
            ended.run();
        }
    }

    private void again() {
        if (endPoint != null) {
            endPoint.tryFillInterested(this);
        }
    }

    private Runnable seen() {
        ByteBuffer one = BufferUtil.allocate(1);
        try {
            int count = endPoint.fill(one);
            return count < 0 ? ended : count > 0 ? more : this::again;
        } catch (IOException broken) {
            return ended;
        }
    }
}
