package org.ttt4j.select;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/** Opens selectors by id. */
final class Selectors {

    private static final String SERVICES = "/META-INF/services/org.ttt4j.api.BackendProvider$OfSelector";

    private Selectors() {}

    /** All that this module registers. */
    static List<BackendProvider.OfSelector> all() {
        try (InputStream services = Selectors.class.getResourceAsStream(SERVICES)) {
            return new String(Objects.requireNonNull(services, SERVICES).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Selectors::provider)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BackendProvider.OfSelector provider(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(BackendProvider.OfSelector.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }

    static List<String> ids() {
        return all().stream().map(BackendProvider::id).toList();
    }

    /** Opens one with settings given as key, value, key, value. */
    static Selector open(String id, Object... settings) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put(String.valueOf(settings[i]), String.valueOf(settings[i + 1]));
        }
        return all().stream()
                .filter(provider -> provider.id().equals(id))
                .findFirst()
                .orElseThrow()
                .open(Settings.of(values));
    }
}
