package org.ttt4j.app;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.ttt4j.api.Undo;
import org.ttt4j.server.Documents;
import org.ttt4j.server.TttServer;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.StoreException;

/**
 * Looks whether the index directory of a server has changed, and lets it serve the new version. What cannot be opened is
 * logged, and the server goes on with the version it has. Thread-safe.
 */
final class IndexWatch implements AutoCloseable {

    private static final Logger LOG = System.getLogger(IndexWatch.class.getName());

    private final Served served;
    private final TttServer server;
    private final int seconds;
    private final Thread thread = new Thread(this::watch, "ttt-index-watch");
    private String refused = "";

    /**
     * A watch that has not begun.
     *
     * @param seconds between two looks, 0 for none
     */
    IndexWatch(Served served, TttServer server, int seconds) {
        this.served = served;
        this.server = server;
        this.seconds = seconds;
        thread.setDaemon(true);
    }

    void start() {
        if (seconds > 0) {
            thread.start();
        }
    }

    private void watch() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(seconds);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt(); // the thread ends here
        }
    }

    private void look() {
        String newest = "";
        try {
            newest = IndexManifest.read(served.directory()).contentHash();
            if (!newest.equals(served.version()) && !newest.equals(refused)) {
                take();
            }
        } catch (StoreException | UncheckedIOException | IllegalArgumentException unusable) {
            refused = newest; // said once, not at every look
            LOG.log(
                    Level.WARNING,
                    "the index has changed and cannot be used, so the earlier version goes on: "
                            + unusable.getMessage());
        }
    }

    private void take() {
        try (Undo undo = new Undo()) {
            IndexDirectory newest = undo.push(served.open());
            Documents documents = served.documents(newest);
            IndexDirectory earlier = served.current();
            server.replaceDocuments(documents, earlier::close);
            served.replace(undo.keep(newest));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true; // what it opens must be closed after it, so it is waited for anyway
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
