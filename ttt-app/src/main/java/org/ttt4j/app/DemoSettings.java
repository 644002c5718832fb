package org.ttt4j.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.ttt4j.api.Settings;

/**
 * Where the demo gets its archives. Thread-safe.
 *
 * @param maven what Maven is told on this machine
 * @param repository where to download from
 */
record DemoSettings(MavenSettings maven, URI repository) {

    /**
     * The key {@code repository} wins over Maven's mirror, and that over Maven Central; the key {@code
     * local-repository} wins over Maven's.
     *
     * @param settings below {@code ttt.demo}
     */
    static DemoSettings from(Settings settings, Path home, Map<String, String> environment, Properties properties)
            throws IOException {
        MavenSettings read = MavenSettings.read(home, environment, properties);
        MavenSettings maven = new MavenSettings(
                settings.path("local-repository").orElse(read.localRepository()), read.mirror(), read.proxy());
        String key = settings.string("repository", "").strip();
        if (key.isEmpty()) {
            return new DemoSettings(maven, maven.mirror().orElse(MavenSettings.CENTRAL));
        }
        if (!key.matches("https?://[^\\s/]+(/\\S*)?")) {
            throw settings.refuse("repository", "found \"" + key + "\", wanted an http or https address");
        }
        return new DemoSettings(maven, URI.create(key));
    }
}
