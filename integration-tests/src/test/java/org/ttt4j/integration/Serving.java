package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code ttt serve} of the packaged distribution, from when it listens. Thread-safe. */
final class Serving implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Launch.Running running;
    private final URI uri;
    private final HttpClient client = HttpClient.newHttpClient();

    private Serving(Launch.Running running, URI uri) {
        this.running = running;
        this.uri = uri;
    }

    /** Starts a command that serves, and waits until it does. */
    static Serving of(Launch serve) {
        Launch.Running running = serve.words("--port", 0, "--json").start();
        Path out = running.streams().resolve("out");
        running.until(() -> read(out).endsWith("}\n"));
        return new Serving(running, URI.create(json(read(out)).get("uri").textValue()));
    }

    URI uri() {
        return uri;
    }

    /** Of the language model. */
    String model() {
        return get("/v1/models").at("/data/0/id").textValue();
    }

    JsonNode get(String path) {
        return json(send(HttpRequest.newBuilder(uri.resolve(path)), 200).body());
    }

    /** The value of a metric without labels, now. */
    double metric(String name) {
        return send(HttpRequest.newBuilder(uri.resolve("/metrics")), 200)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    JsonNode post(String path, JsonNode body) {
        return json(answer(path, body).body());
    }

    /** An answer whatever its status. */
    HttpResponse<String> answer(String path, JsonNode body) {
        return send(
                HttpRequest.newBuilder(uri.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())),
                0);
    }

    /** Resident memory of the server now, in bytes. */
    long residentBytes() {
        String line = read(Path.of("/proc/" + running.process().pid() + "/status"))
                .lines()
                .filter(one -> one.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    /** What it wrote to the error stream so far. */
    String log() {
        return read(running.streams().resolve("err"));
    }

    /** Asks it to end, and waits. */
    Launch.Outcome stop() {
        return running.signal("TERM").await();
    }

    @Override
    public void close() {
        running.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int wanted) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (wanted != 0) {
                assertThat(response.statusCode()).as(response.body()).isEqualTo(wanted);
            }
            return response;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException failure) {
            throw new AssertionError("not JSON: " + text, failure);
        }
    }
}
