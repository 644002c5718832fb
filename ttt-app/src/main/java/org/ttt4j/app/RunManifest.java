package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Trainer;
import org.ttt4j.store.IndexManifest;

/** What it takes to make a result again: versions, fingerprints, seeds, machine, command and configuration. */
final class RunManifest {

    private static final String COMMIT = "/META-INF/ttt-commit.properties";

    private final ObjectNode json = Json.MAPPER.createObjectNode();

    /** A manifest of this program on this machine, now. */
    RunManifest(List<String> arguments) {
        json.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode command = json.putArray("command");
        command.add("ttt");
        arguments.forEach(command::add);
        json.putObject("application")
                .put("version", VersionText.of(Main.class.getModule()))
                .put("commit", commit());
        json.putObject("java")
                .put("version", Runtime.version().toString())
                .put("vm", System.getProperty("java.vm.name"))
                .put("max_heap_bytes", Runtime.getRuntime().maxMemory());
        json.putObject("machine")
                .put("os", System.getProperty("os.name"))
                .put("os_version", System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch"))
                .put("processors", Runtime.getRuntime().availableProcessors());
    }

    /** Adds the index with its embedder and corpus. */
    RunManifest index(String fingerprint, IndexManifest manifest, Embedder.Traits embedder) {
        json.putObject("embedder")
                .put("fingerprint", embedder.fingerprint())
                .put("dimension", embedder.dimension())
                .put("max_tokens", embedder.maxTokens());
        json.putObject("index")
                .put("fingerprint", fingerprint)
                .put("documents", manifest.count())
                .put("metric", manifest.metric().name())
                .put("created", manifest.created());
        return this;
    }

    /** Adds the language model. */
    RunManifest model(Trainer.Traits traits) {
        json.putObject("model")
                .put("name", traits.model())
                .put("fingerprint", traits.fingerprint())
                .put("parameters", traits.parameters())
                .put("context_tokens", traits.contextTokens())
                .put("device", traits.device())
                .put("sessions", traits.maxSessions());
        return this;
    }

    /** Adds a seed by name. */
    RunManifest seed(String name, long seed) {
        json.withObjectProperty("seeds").put(name, seed);
        return this;
    }

    /** Adds the backends in use and the configuration that they and the application read. */
    RunManifest configuration(Configuration configuration, List<String> selectors) {
        ObjectNode backends = json.putObject("backends");
        for (Slot slot : Slot.values()) {
            List<String> ids = slot == Slot.SELECTOR
                    ? selectors
                    : List.of(configuration.chosen(slot).provider().id());
            for (String id : ids) {
                Registered backend = configuration.named(slot, id, "");
                ObjectNode one = Json.MAPPER
                        .createObjectNode()
                        .put("id", id)
                        .put("module", backend.module())
                        .put("version", backend.version());
                backends.withArrayProperty(slot.key()).add(one);
            }
        }
        ObjectNode values = json.putObject("config");
        inUse(configuration, selectors).forEach(values::put);
        return this;
    }

    /** Every key of the application and of the backends in use. */
    static SortedMap<String, String> inUse(Configuration configuration, List<String> selectors) {
        SortedMap<String, String> values = new TreeMap<>(configuration.values());
        for (Slot slot : Slot.values()) {
            List<String> ids = slot == Slot.SELECTOR
                    ? selectors
                    : List.of(configuration.chosen(slot).provider().id());
            for (Registered other : configuration.registry().all()) {
                if (other.slot() == slot && !ids.contains(other.provider().id())) {
                    String path = slot.path(other.provider().id()) + ".";
                    values.keySet().removeIf(key -> key.startsWith(path));
                }
            }
        }
        return values;
    }

    ObjectNode json() {
        return json;
    }

    /** The commit this program was built from, or {@code unknown}. */
    static String commit() {
        try (InputStream file = RunManifest.class.getResourceAsStream(COMMIT)) {
            if (file == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("git.commit.id", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("the application's own " + COMMIT + " cannot be read", e);
        }
    }
}
