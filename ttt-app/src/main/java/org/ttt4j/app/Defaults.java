package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ttt4j.server.TttServer;

/**
 * Reads the {@code reference.conf} of the application, of the server and of each backend's module. A named module is asked for its own
 * file, so that plugin layers work and no file is found twice. Thread-safe.
 */
final class Defaults {

    private static final String FILE = "reference.conf";

    private Defaults() {}

    /**
     * All defaults.
     *
     * @throws CommandException if a file cannot be read
     */
    static Config read(Registry registry) {
        Map<String, Config> files = new LinkedHashMap<>();
        collect(Main.class, files);
        collect(TttServer.class, files);
        registry.all().forEach(one -> collect(one.provider().getClass(), files));
        return files.values().stream().reduce(ConfigFactory.empty(), Config::withFallback);
    }

    private static void collect(Class<?> type, Map<String, Config> files) {
        Module module = type.getModule();
        try {
            if (module.isNamed()) {
                try (InputStream file = module.getResourceAsStream(FILE)) {
                    String name = module.getName() + "/" + FILE;
                    if (file != null && !files.containsKey(name)) {
                        files.put(name, parse(file, name));
                    }
                }
            } else {
                for (URL url : Collections.list(type.getClassLoader().getResources(FILE))) {
                    try (InputStream file = url.openStream()) {
                        files.put(url.toString(), parse(file, url.toString()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Config parse(InputStream file, String name) {
        try (Reader reader = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            return ConfigFactory.parseReader(
                            reader, ConfigParseOptions.defaults().setOriginDescription(name))
                    .resolve(); // a file may share blocks among its own backends
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (com.typesafe.config.ConfigException broken) {
            throw CommandException.failed("the defaults in " + name + " are broken: " + broken.getMessage(), broken);
        }
    }
}
