package org.ttt4j.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where things that can be made again are kept between runs. Thread-safe. */
final class CacheDirectory {

    private CacheDirectory() {}

    /**
     * The key {@code ttt.cache} if it is set, else {@code ttt4j} below {@code XDG_CACHE_HOME}, else below the home
     * directory's {@code .cache}.
     */
    static Path of(Configuration configuration, Map<String, String> environment, Path home) {
        return configuration.settings("ttt").path("cache").orElseGet(() -> Optional.ofNullable(
                        environment.get("XDG_CACHE_HOME"))
                .filter(value -> value.startsWith("/")) // the XDG specification: relative paths are to be ignored
                .map(Path::of)
                .orElseGet(() -> home.resolve(".cache"))
                .resolve("ttt4j"));
    }
}
