package org.ttt4j.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.ttt4j.api.Undo;
import org.ttt4j.server.Documents;
import org.ttt4j.server.TttServer;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexManifest;

/**
 * Looks whether the index directory of a server has changed, and lets it serve the new version. What cannot be opened is
 * logged once, and the server goes on with the version it has. Only {@link #close} may be called while it looks.
 */
final class IndexWatch implements AutoCloseable {

    private static final Logger LOG = System.getLogger(IndexWatch.class.getName());
    private static final int MOST_LOOKS_BETWEEN = 127;

    private final Served served;
    private final TttServer server;
    private final int seconds;
    private final Thread thread = new Thread(this::watch, "ttt-index-watch");
    private String refused = "";
    private String said = "";
    private int between;
    private int looksToSkip;

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

    /** One look; what goes wrong is logged, and the thread that looks goes on. */
    void look() {
        String newest = "";
        try {
            newest = IndexManifest.read(served.directory()).contentHash();
            if (newest.equals(served.version())) {
                said = ""; // what comes next is news
            } else if (!newest.equals(refused) || --looksToSkip < 0) {
                take();
                said = "";
            }
        } catch (RuntimeException unusable) { // also a backend's: nobody would look again if this thread ended
            refuse(newest, unusable);
        }
    }

    /** A version that was refused may be whole the next time, but to read it costs: it is tried less and less often. */
    private void refuse(String newest, RuntimeException unusable) {
        between = newest.equals(refused) ? Math.min(2 * between + 1, MOST_LOOKS_BETWEEN) : 0;
        looksToSkip = between;
        refused = newest;
        String message =
                "the index has changed and cannot be used, so the earlier version goes on: " + unusable.getMessage();
        LOG.log(message.equals(said) ? Level.DEBUG : Level.WARNING, message);
        said = message;
    }

    private void take() {
        try (Undo undo = new Undo()) {
            IndexDirectory newest = undo.push(served.open());
            Documents documents = served.documents(newest);
            IndexDirectory earlier = served.current();
            server.replaceDocuments(documents, () -> release(earlier));
            served.replace(undo.keep(newest));
        }
    }

    /** Its failure is nothing to those who have the new version, nor to the request that was the last of the earlier one. */
    private static void release(IndexDirectory earlier) {
        try {
            earlier.close();
        } catch (RuntimeException failure) {
            LOG.log(Level.WARNING, "the earlier version of the index was not closed", failure);
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
