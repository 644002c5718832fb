package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Undo;
import org.ttt4j.select.NearestSelectorProvider;
import org.ttt4j.select.SiftSelectorProvider;
import org.ttt4j.testkit.BytesTrainerProvider;
import org.ttt4j.testkit.HashEmbedderProvider;

/** A server over plain-Java parts, and a client. Confined to one thread, apart from the requests. */
final class ServerFixture implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    static final String MODEL = "bytes, order 5";
    static final List<String> TEXTS = texts();

    private final Undo opened = new Undo();
    private final Embedder embedder;
    private final HeldTrainer trainer;
    private final ServerParts parts;
    private final TttServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    ServerFixture(Map<String, String> settings) {
        this(settings, Guard.NONE);
    }

    ServerFixture(Map<String, String> settings, Guard guard) {
        embedder = opened.push(new HashEmbedderProvider().open(Settings.of(Map.of("dimension", "64"))));
        trainer = new HeldTrainer(opened.push(new BytesTrainerProvider()
                .open(Settings.of(Map.of("max-sessions", "2", "buckets", "512", "order", "5")))));
        Map<String, Trainer> trainers = new LinkedHashMap<>();
        trainers.put("full", trainer);
        parts = new ServerParts(
                embedder,
                documents(TEXTS, "one"),
                new SelectorsOfTests(),
                trainers,
                Preselection.NEAREST,
                guard,
                3,
                10);
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("port", "0");
        server = TttServer.start(parts, ServerSettings.from(Settings.of(all)));
    }

    TttServer server() {
        return server;
    }

    HeldTrainer trainer() {
        return trainer;
    }

    URI uri(String path) {
        return server.uri().resolve(path);
    }

    /** Documents in memory. */
    Documents documents(List<String> texts, String version) {
        EmbeddingBatch vectors = embedder.embed(texts, RunControl.silent());
        return new Documents(new ScanIndex(vectors, embedder.traits().fingerprint()), Corpus.of(texts), version);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    /** The answer to a completion with these further fields. */
    JsonNode complete(String prompt, String more) {
        HttpResponse<String> response = post("/v1/completions", completion(prompt, more));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json(response.body());
    }

    static String completion(String prompt, String more) {
        return JSON.createObjectNode()
                        .put("model", MODEL)
                        .put("prompt", prompt)
                        .put("max_tokens", 8)
                        .put("temperature", 0)
                        .toString()
                        .replaceFirst("}$", "")
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException failure) {
            throw new AssertionError("not JSON: " + text, failure);
        }
    }

    @Override
    public void close() {
        server.close();
        opened.close();
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        String[] subjects = {"the river", "a server", "the index", "my garden", "this model", "the session"};
        String[] verbs = {"flows past", "answers", "remembers", "forgets", "measures"};
        for (String subject : subjects) {
            for (String verb : verbs) {
                texts.add(subject + " " + verb + " the old stone bridge, and " + subject + " " + verb + " it again.");
            }
        }
        return texts;
    }

    private record SelectorsOfTests() implements Selectors {
        @Override
        public List<String> ids() {
            return List.of("sift", "nn");
        }

        @Override
        public Selector open(String id, Map<String, String> settings) {
            return id.equals("nn")
                    ? new NearestSelectorProvider().open(Settings.of(settings))
                    : new SiftSelectorProvider().open(Settings.of(settings));
        }
    }
}
