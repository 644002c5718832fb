package org.ttt4j.server;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.ttt4j.api.Settings;

/**
 * Settings of the server, below {@code ttt.server}; {@code reference.conf} says what each is for. Thread-safe.
 *
 * @param host address to listen on
 * @param port 0 for any that is free
 * @param hosts names by which browsers may call it, besides the address itself and, on loopback, {@code localhost}
 * @param model name of the language model in requests; empty for the last part of what the trainer calls it
 * @param embeddingModel name of the embedder in requests
 * @param keys API keys, none for an open server
 * @param tls certificate, or none for plain HTTP
 * @param limits what one request may ask for
 * @param queue requests that wait for one trainer, or for the embedder, at most
 * @param deadlineSeconds longest time from the request to the end of its answer
 * @param requestSeconds longest time until a request is there with its body
 * @param idleSeconds after which a connection is closed on which nothing moves
 * @param shutdownSeconds that running requests get when the server closes
 * @param connections at once; more wait to be accepted
 * @param cache of adapters
 */
public record ServerSettings(
        String host,
        int port,
        List<String> hosts,
        String model,
        String embeddingModel,
        List<String> keys,
        Optional<TlsSettings> tls,
        RequestLimits limits,
        int queue,
        int deadlineSeconds,
        int requestSeconds,
        int idleSeconds,
        int shutdownSeconds,
        int connections,
        CacheSettings cache) {

    /**
     * Copies the lists and refuses nulls; ranges are checked by {@link #from} alone.
     *
     * @param host not null
     * @param port in [0, 65535]
     * @param hosts copied; may be empty
     * @param model may be empty
     * @param embeddingModel not empty
     * @param keys copied; may be empty
     * @param tls empty for plain HTTP
     * @param limits not null
     * @param queue at least 0; 0 refuses what cannot run at once
     * @param deadlineSeconds at least 1
     * @param requestSeconds at least 1
     * @param idleSeconds at least 1
     * @param shutdownSeconds at least 0; 0 gives running requests up at once
     * @param connections at least 1
     * @param cache not null
     */
    public ServerSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(cache, "cache");
        hosts = List.copyOf(hosts);
        keys = List.copyOf(keys);
    }

    /** Where it listens and how many keys there are; never shows a key. */
    @Override
    public String toString() {
        return "ServerSettings[" + host + ":" + port + ", " + keys.size() + " keys]";
    }

    /**
     * Reads all settings.
     *
     * @param settings below {@code ttt.server}
     * @return what is set, and the defaults of what is not
     * @throws org.ttt4j.api.ConfigException if one is wrong, or a file that it names cannot be read
     */
    public static ServerSettings from(Settings settings) {
        return new ServerSettings(
                settings.string("host", "127.0.0.1"),
                settings.integer("port", 8080, 0, 65_535),
                words(settings.string("hosts", "")),
                settings.string("model", ""),
                settings.string("embedding-model", "embedder"),
                ApiKeys.read(settings),
                TlsSettings.from(settings),
                RequestLimits.from(settings),
                settings.integer("queue", 32, 0, 100_000),
                settings.integer("deadline-seconds", 300, 1, 86_400),
                settings.integer("request-seconds", 20, 1, 3600),
                settings.integer("idle-seconds", 60, 1, 3600),
                settings.integer("shutdown-seconds", 20, 0, 3600),
                settings.integer("connections", 4096, 1, 1_000_000),
                CacheSettings.from(settings));
    }

    /** {@return the defaults with any free port, for programs and tests} */
    public static ServerSettings onFreePort() {
        return from(Settings.of(Map.of("port", "0")));
    }

    /** Whether only this machine can connect. */
    boolean loopback() {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    static List<String> words(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
