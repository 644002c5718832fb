package org.ttt4j.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Trainer;

/**
 * What sessions have become, kept as snapshots in a directory of the server's own, so that a later request whose prompt
 * is close enough begins where an earlier one had learned. An adapter serves only requests of the same {@link Variant}.
 * Least recently used ones give way. Thread-safe.
 */
final class AdapterCache implements AutoCloseable {

    private static final Logger LOG = System.getLogger(AdapterCache.class.getName());
    private static final long POLL_MILLIS = 20;

    private final CacheSettings settings;
    private final AdapterDirectory directory;
    private final Map<Path, Entry> entries = new LinkedHashMap<>(16, 0.75f, true); // least recently used first
    private final Set<Exact> learning = new HashSet<>();
    private long number;
    private long bytes;
    private long hits;
    private long misses;
    private long stored;
    private long evictions;
    private long invalidations;

    /**
     * Makes the directory, which nobody else can read.
     *
     * @throws java.io.UncheckedIOException if it cannot be made
     */
    AdapterCache(CacheSettings settings) {
        this.settings = settings;
        this.directory = AdapterDirectory.make(settings.directory());
    }

    /**
     * What must be equal for an adapter to serve a request.
     *
     * @param owner who shares, empty for everybody
     * @param mode name of the trainer
     * @param documents version of what is learned from
     * @param selection selector, its settings, N and K
     */
    record Variant(String owner, String mode, String documents, String selection) {}

    /**
     * What was learned, to be told again.
     *
     * @param learned the neighbours and steps as the request saw them that learned them
     * @param similarity cosine of the two prompts' embeddings, 1 for the same text
     */
    record Found(Learned learned, double similarity) {}

    /**
     * The one request that may learn for a text; those of the same text wait until it is closed, so that they find what
     * it stored.
     */
    final class Claim implements AutoCloseable {
        private final Exact exact;
        private final float[] vector;

        private Claim(Exact exact, float[] vector) {
            this.exact = exact;
            this.vector = vector;
        }

        /**
         * Puts the best adapter into a session, if there is one.
         *
         * @param sameText whether only the same text counts, however close another is
         */
        Optional<Found> restore(Trainer.Session session, boolean sameText) {
            Found found = null;
            Entry best = null;
            synchronized (AdapterCache.this) {
                double similarity = Double.NEGATIVE_INFINITY;
                for (Entry entry : entries.values()) {
                    // The same text goes before one of the same vector, whose cosine rounding may leave above 1.
                    double near =
                            entry.exact.equals(exact) ? 1 : Math.min(cosine(entry.vector, vector), Math.nextDown(1.0));
                    boolean allowed = entry.exact.equals(exact)
                            || (!sameText && settings.similarity() < 1 && near >= settings.similarity());
                    if (entry.exact.variant.equals(exact.variant) && allowed && near > similarity) {
                        best = entry;
                        similarity = near;
                    }
                }
                if (best == null) {
                    misses++;
                    return Optional.empty();
                }
                entries.get(best.file); // now the most recently used one
                best.readers++;
                found = new Found(best.learned, similarity);
            }
            boolean usable = false;
            try {
                session.online().restore(best.file);
                usable = true;
            } catch (BackendException damaged) {
                LOG.log(Level.WARNING, "an adapter cannot be used and is given up", damaged);
            } finally {
                released(best, usable);
            }
            return usable ? Optional.of(found) : Optional.empty();
        }

        /** Keeps what a session has become. */
        void store(Trainer.Session session, Learned learned) {
            Path file = fresh();
            try {
                session.online().snapshot(file);
                put(new Entry(exact, vector, file, Files.size(file), learned));
            } catch (BackendException | IOException unkept) { // the answer does not depend on it
                LOG.log(Level.WARNING, "an adapter cannot be kept: " + unkept.getMessage());
                delete(file);
            }
        }

        @Override
        public void close() {
            synchronized (AdapterCache.this) {
                learning.remove(exact);
                AdapterCache.this.notifyAll();
            }
        }
    }

    /**
     * Claims a text, waiting while another request learns for the same.
     *
     * @param vector shape (1, d)
     */
    Claim claim(Variant variant, String text, EmbeddingBatch vector, RunControl control) {
        Exact exact = new Exact(variant, HexFormat.of().formatHex(ApiKeys.sha256(text)));
        synchronized (this) {
            while (!learning.add(exact)) {
                control.checkCancelled();
                try {
                    TimeUnit.MILLISECONDS.timedWait(this, POLL_MILLIS);
                } catch (InterruptedException interruption) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while another request learned the same", interruption);
                }
            }
        }
        return new Claim(exact, vector.row(0));
    }

    /** Gives up all adapters, because what they were learned from has changed. */
    synchronized void invalidate() {
        invalidations += entries.size();
        entries.values().stream().toList().forEach(this::remove);
    }

    synchronized CacheStatistics statistics() {
        return new CacheStatistics(hits, misses, stored, evictions, invalidations, entries.size(), bytes);
    }

    /** Removes all files. */
    @Override
    public void close() {
        synchronized (this) {
            entries.clear();
            bytes = 0;
        }
        directory.close();
    }

    private synchronized Path fresh() {
        return directory.path().resolve(++number + ".adapter");
    }

    private synchronized void put(Entry entry) {
        entries.values().stream()
                .filter(old -> old.exact.equals(entry.exact))
                .toList()
                .forEach(this::remove);
        entries.put(entry.file, entry);
        bytes += entry.size;
        stored++;
        while (entries.size() > settings.entries() || bytes > (long) settings.megabytes() << 20) {
            remove(entries.values().iterator().next()); // the new one itself if it is too large for any cache
            evictions++;
        }
    }

    private void remove(Entry entry) {
        entries.remove(entry.file);
        bytes -= entry.size;
        entry.removed = true;
        if (entry.readers == 0) {
            delete(entry.file);
        }
    }

    private synchronized void released(Entry entry, boolean usable) {
        entry.readers--;
        if (usable) {
            hits++;
        } else {
            misses++;
            if (!entry.removed) {
                remove(entry);
            }
        }
        if (entry.removed && entry.readers == 0) {
            delete(entry.file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            LOG.log(Level.WARNING, file + " cannot be removed", stays);
        }
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squareA += (double) a[i] * a[i];
            squareB += (double) b[i] * b[i];
        }
        return squareA > 0 && squareB > 0 ? product / Math.sqrt(squareA * squareB) : 0;
    }

    /** A text by its hash: prompts are not kept. */
    private record Exact(Variant variant, String text) {}

    private static final class Entry {
        private final Exact exact;
        private final float[] vector;
        private final Path file;
        private final long size;
        private final Learned learned;
        private int readers;
        private boolean removed;

        Entry(Exact exact, float[] vector, Path file, long size, Learned learned) {
            this.exact = exact;
            this.vector = vector;
            this.file = file;
            this.size = size;
            this.learned = learned;
        }
    }
}
