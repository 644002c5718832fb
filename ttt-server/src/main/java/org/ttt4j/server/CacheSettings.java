package org.ttt4j.server;

import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.Settings;

/**
 * Of the {@link AdapterCache}. Thread-safe.
 *
 * @param enabled whether adapters are kept at all
 * @param entries most adapters kept
 * @param megabytes most space they take together
 * @param similarity least cosine of two prompts' embeddings of which one is served the other's adapter, in [-1, 1]; 1 for
 *     the same text only
 * @param scope who shares
 * @param directory where they are kept, best in memory; empty for the system's directory of temporary files
 */
public record CacheSettings(
        boolean enabled, int entries, int megabytes, double similarity, Scope scope, Optional<Path> directory) {

    /** Who is served adapters that somebody else's request has learned. */
    public enum Scope {
        /** Nobody: requests share with those of the same API key. */
        KEY,
        /** Everybody. */
        ALL
    }

    static CacheSettings from(Settings settings) {
        return new CacheSettings(
                settings.flag("cache.enabled", true),
                settings.integer("cache.entries", 64, 1, 1_000_000),
                settings.integer("cache.megabytes", 1024, 1, 1 << 20),
                settings.number("cache.similarity", 0.98, -1, 1),
                settings.choice("cache.scope", Scope.KEY),
                settings.path("cache.directory"));
    }
}
