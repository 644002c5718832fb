package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.Exclusion;

/** Whom an adapter serves, whom not, and for how long. */
class CacheTests {

    private static final String BASE = "\"ttt\":{\"enabled\":false}";
    private static final String PROMPT = "a server remembers the old stone bri";

    @TempDir
    Path directory;

    @Test
    void theSamePromptTwiceCostsOneAdaptation() {
        try (ServerFixture server = server(Map.of())) {
            JsonNode first = server.complete(PROMPT, "\"ttt\":{\"trace\":true}");
            JsonNode second = server.complete(PROMPT, "\"ttt\":{\"trace\":true}");
            assertThat(cache(first)).isEqualTo("miss");
            assertThat(cache(second)).isEqualTo("hit");
            assertThat(server.trainer().trainings()).isEqualTo(1);
            assertThat(second.at("/ttt/cache_similarity").asDouble()).isEqualTo(1);
            for (String same : List.of(
                    "/choices", "/ttt/neighbors", "/ttt/losses", "/ttt/steps", "/ttt/bits_per_byte", "/ttt/tokens")) {
                assertThat(second.at(same)).as(same).isEqualTo(first.at(same));
            }
            assertThat(second.at("/ttt/seconds").has("train")).isFalse();
            CacheStatistics statistics = server.server().cacheStatistics().orElseThrow();
            assertThat(statistics.hits()).isEqualTo(1);
            assertThat(statistics.misses()).isEqualTo(1);
            assertThat(statistics.bytes()).isPositive().isEqualTo(onDisk());
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theSamePromptAtTheSameTimeCostsOneAdaptation() {
        try (ServerFixture server = server(Map.of())) {
            server.trainer().hold();
            List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> server.complete(PROMPT, "")));
            }
            Eventually.holds("both have a session", () -> server.trainer().open() == 2);
            server.trainer().letGo();
            assertThat(answers.stream().map(one -> cache(one.join()))).containsExactlyInAnyOrder("miss", "hit");
            assertThat(server.trainer().trainings()).isEqualTo(1);
        }
    }

    @Test
    void aClosePromptIsServedAndAFarOneIsNot() {
        try (ServerFixture server = server(Map.of("cache.similarity", "0.9"))) {
            JsonNode first = server.complete("a server remembers the old stone bridge and the river", "");
            JsonNode close = server.complete("a server remembers the old stone bridge and the river.", "");
            JsonNode far = server.complete("my garden forgets", "");
            assertThat(cache(close)).isEqualTo("hit");
            assertThat(close.at("/ttt/cache_similarity").asDouble()).isBetween(0.9, 0.9999);
            assertThat(close.at("/ttt/neighbors")).isEqualTo(first.at("/ttt/neighbors"));
            assertThat(close.at("/ttt/bits_per_byte/before")).isNotEqualTo(first.at("/ttt/bits_per_byte/before"));
            assertThat(cache(far)).isEqualTo("miss");
        }
        try (ServerFixture server = server(Map.of("cache.similarity", "1"))) {
            server.complete("a server remembers the old stone bridge and the river", "");
            JsonNode close = server.complete("a server remembers the old stone bridge and the river.", "");
            assertThat(cache(close)).isEqualTo("miss");
        }
    }

    @Test
    void otherOptionsLearnAnew() {
        try (ServerFixture server = server(Map.of())) {
            for (String options :
                    List.of("", "\"neighbors\":2", "\"candidates\":5", "\"selector\":\"nn\"", "\"lambda\":1")) {
                assertThat(cache(server.complete(PROMPT, "\"ttt\":{" + options + "}")))
                        .as(options)
                        .isEqualTo("miss");
            }
            assertThat(cache(server.complete(PROMPT, "\"ttt\":{\"lambda\":1.0}")))
                    .isEqualTo("hit");
        }
    }

    @Test
    void theLeastRecentlyUsedGivesWay() throws IOException {
        try (ServerFixture server = server(Map.of("cache.entries", "2", "cache.similarity", "1"))) {
            server.complete("the river", "");
            server.complete("a server", "");
            assertThat(cache(server.complete("the river", ""))).isEqualTo("hit");
            server.complete("my garden", "");
            assertThat(cache(server.complete("the river", ""))).isEqualTo("hit");
            assertThat(cache(server.complete("a server", ""))).isEqualTo("miss");
            CacheStatistics statistics = server.server().cacheStatistics().orElseThrow();
            assertThat(statistics.evictions()).isEqualTo(2);
            assertThat(statistics.entries()).isEqualTo(2);
            assertThat(statistics.bytes()).isEqualTo(onDisk());
        }
    }

    @Test
    void anotherVersionOfTheDocumentsMakesAllOfThemInvalid() {
        try (ServerFixture server = server(Map.of())) {
            JsonNode first = server.complete(PROMPT, "");
            AtomicBoolean released = new AtomicBoolean();
            server.trainer().hold();
            CompletableFuture<JsonNode> running =
                    CompletableFuture.supplyAsync(() -> server.complete("my garden measures", ""));
            Eventually.holds("it trains", () -> server.trainer().held() == 1);
            List<String> fewer = ServerFixture.TEXTS.subList(0, 12);
            server.server().replaceDocuments(server.documents(fewer, "two"), () -> released.set(true));
            assertThat(released).isFalse();
            server.trainer().letGo();
            running.join();
            Eventually.holds("the first version is released", released::get);
            JsonNode second = server.complete(PROMPT, "");
            assertThat(cache(second)).isEqualTo("miss");
            assertThat(second.at("/ttt/neighbors")).isNotEqualTo(first.at("/ttt/neighbors"));
            assertThat(cache(server.complete("my garden measures", "")))
                    .isEqualTo("miss"); // it had learned from the first
            assertThat(server.server().cacheStatistics().orElseThrow().invalidations())
                    .isEqualTo(1);
        }
    }

    @Test
    void callersDoNotShareUnlessTheyMay() {
        try (ServerFixture server = server(Map.of("keys", "alice-key,bob-key"))) {
            assertThat(cache(as(server, "alice-key"))).isEqualTo("miss");
            assertThat(cache(as(server, "bob-key"))).isEqualTo("miss");
            assertThat(cache(as(server, "alice-key"))).isEqualTo("hit");
        }
        try (ServerFixture server = server(Map.of("keys", "alice-key,bob-key", "cache.scope", "all"))) {
            assertThat(cache(as(server, "alice-key"))).isEqualTo("miss");
            assertThat(cache(as(server, "bob-key"))).isEqualTo("hit");
        }
    }

    @Test
    void underAGuardOnlyTheSameTextIsServed() {
        Guard guard = (corpus, text) -> Exclusion.nearDuplicates(corpus, text, 0.8);
        try (ServerFixture server = new ServerFixture(settings(Map.of("cache.similarity", "0.5")), guard)) {
            String learned = "the index answers the old stone bridge, and the index";
            assertThat(cache(server.complete(learned, ""))).isEqualTo("miss");
            assertThat(cache(server.complete(learned + " answers it", ""))).isEqualTo("miss");
            assertThat(cache(server.complete(learned, ""))).isEqualTo("hit");
        }
    }

    /** Texts of the same words have the same vector here, and the one learned last is the first to be looked at. */
    @Test
    void theSameTextGoesBeforeACloseOne() {
        try (ServerFixture server = server(Map.of())) {
            String text = "the river measures";
            server.complete(text, "");
            for (String close : List.of("THE river measures", "The River measures", "the river MEASURES")) {
                assertThat(server.complete(close, "")
                                .at("/ttt/cache_similarity")
                                .asDouble())
                        .as(close)
                        .isLessThan(1);
            }
            assertThat(server.complete(text, "").at("/ttt/cache_similarity").asDouble())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsBrokenOffIsNotKept() {
        try (ServerFixture server = server(Map.of("deadline-seconds", "1"))) {
            server.trainer().holdAfterTheFirst();
            BadRequestTests.refused(
                    server.post("/v1/completions", ServerFixture.completion(PROMPT, "")), 504, "found no end");
            Eventually.holds("the session is given back", () -> server.trainer().open() == 0);
            server.trainer().letGo();
            CacheStatistics statistics = server.server().cacheStatistics().orElseThrow();
            assertThat(statistics.stored()).isZero();
            assertThat(onDisk()).isZero();
            assertThat(cache(server.complete(PROMPT, ""))).isEqualTo("miss");
        }
    }

    /** Close prompts of another key are as far away as any. */
    @Test
    void callersDoNotShareWhatIsCloseEither() {
        try (ServerFixture server = server(Map.of("keys", "alice-key,bob-key", "cache.similarity", "-1"))) {
            assertThat(cache(as(server, "alice-key", PROMPT))).isEqualTo("miss");
            assertThat(cache(as(server, "bob-key", "my garden"))).isEqualTo("miss");
            assertThat(cache(as(server, "alice-key", "any text at all"))).isEqualTo("hit");
        }
    }

    /** Base answers stay the base model's while others learn, are served from the cache, and are broken off beside them. */
    @Test
    void nobodyIsAnsweredWithWhatOthersLearn() {
        try (ServerFixture server = server(Map.of("queue", "100"))) {
            JsonNode base = server.complete(PROMPT, BASE).get("choices");
            Map<String, JsonNode> adapted = new HashMap<>();
            for (String text : List.of(PROMPT, "my garden meas", "the river flo")) {
                adapted.put(text, server.complete(text, "").get("choices"));
            }
            server.server().replaceDocuments(server.documents(ServerFixture.TEXTS, "again"), () -> {});
            List<CompletableFuture<Void>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String text = List.of(PROMPT, "my garden meas", "the river flo").get(i / 2 % 3);
                boolean plain = i % 2 == 0;
                boolean leaves = i % 7 == 3;
                answers.add(CompletableFuture.runAsync(
                        () -> {
                            if (leaves) {
                                try (RawClient client =
                                        new RawClient(server.server().uri())) {
                                    client.send(RawClient.post("/v1/completions", ServerFixture.completion(text, "")));
                                }
                            } else if (plain) {
                                assertThat(server.complete(PROMPT, BASE).get("choices"))
                                        .isEqualTo(base);
                            } else {
                                assertThat(server.complete(text, "").get("choices"))
                                        .isEqualTo(adapted.get(text));
                            }
                        },
                        task -> new Thread(task).start()));
            }
            answers.forEach(CompletableFuture::join);
        }
    }

    @Test
    void noSessionKeepsWhatAnotherHasLearned() {
        try (ServerFixture server = server(Map.of())) {
            JsonNode before = server.complete(PROMPT, "\"ttt\":{\"enabled\":false}");
            server.complete(PROMPT, "");
            server.complete(PROMPT, "");
            JsonNode after = server.complete(PROMPT, "\"ttt\":{\"enabled\":false}");
            assertThat(after.get("choices")).isEqualTo(before.get("choices"));
        }
    }

    @Test
    void aDamagedAdapterIsLearnedAnew() throws IOException {
        try (ServerFixture server = server(Map.of())) {
            JsonNode first = server.complete(PROMPT, "");
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".adapter")).toList()) {
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
            }
            JsonNode again = server.complete(PROMPT, "");
            assertThat(cache(again)).isEqualTo("miss");
            assertThat(again.get("choices")).isEqualTo(first.get("choices"));
            assertThat(cache(server.complete(PROMPT, ""))).isEqualTo("hit");
        }
    }

    /** A killed process leaves its directory with a lock file that nobody holds any more. */
    @Test
    void whatAKilledServerHasLeftGoes() throws IOException {
        Path left = Files.createDirectories(directory.resolve("ttt-adapters-1-1-killed"));
        Files.writeString(left.resolve("lock"), "");
        Files.writeString(left.resolve("7.adapter"), "learned of somebody's prompt");
        Path begun = Files.createDirectories(directory.resolve("ttt-adapters-1-2-begun"));
        Path other = Files.createDirectories(directory.resolve("another"));
        Files.writeString(other.resolve("lock"), "");
        try (ServerFixture first = server(Map.of());
                ServerFixture second = server(Map.of())) {
            assertThat(left).doesNotExist();
            assertThat(begun).exists(); // its owner may be about to lock it
            assertThat(other.resolve("lock")).exists();
            first.complete(PROMPT, "");
            assertThat(cache(first.complete(PROMPT, ""))).isEqualTo("hit");
            assertThat(cache(second.complete(PROMPT, ""))).isEqualTo("miss");
        }
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("ttt-adapters-1-2-begun", "another");
    }

    /** Another process cannot take the lock of one that lives, also after further servers began and ended in it. */
    @Test
    void whatALivingServerOwnsStays() throws IOException, InterruptedException {
        try (ServerFixture first = server(Map.of())) {
            first.complete(PROMPT, "");
            server(Map.of()).close();
            Path lock;
            try (Stream<Path> files = Files.walk(directory)) {
                lock = files.filter(one -> one.endsWith("lock")).findFirst().orElseThrow();
            }
            Path source = Files.writeString(
                    Files.createDirectories(directory.resolve("other")).resolve("Other.java"), """
                    class Other {
                        public static void main(String[] lock) throws Exception {
                            try (var file = new java.io.RandomAccessFile(lock[0], "rw").getChannel()) {
                                System.exit(file.tryLock() == null ? 7 : 8);
                            }
                        }
                    }
                    """);
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process other = new ProcessBuilder(java, source.toString(), lock.toString())
                    .inheritIO()
                    .start();
            assertThat(other.waitFor()).as("7: the lock is held").isEqualTo(7);
        }
    }

    @Test
    void nobodyElseCanReadTheDirectory() throws IOException {
        try (ServerFixture server = server(Map.of());
                Stream<Path> made = Files.list(directory)) {
            assertThat(server.server().cacheStatistics()).isPresent();
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(made.findFirst().orElseThrow())))
                    .isEqualTo("rwx------");
        }
    }

    private ServerFixture server(Map<String, String> settings) {
        return new ServerFixture(settings(settings));
    }

    private Map<String, String> settings(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("cache.directory", directory.toString());
        return all;
    }

    private long onDisk() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String cache(JsonNode answer) {
        return answer.at("/ttt/cache").textValue();
    }

    private static JsonNode as(ServerFixture server, String key) {
        return as(server, key, PROMPT);
    }

    private static JsonNode as(ServerFixture server, String key, String prompt) {
        return ServerFixture.json(server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(ServerFixture.completion(prompt, ""))))
                .body());
    }
}
