package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.Sha256;

/** Downloads from a hub that misbehaves in every way that was thought of. */
class ModelPullTests {

    private static final String WEIGHTS = "model.safetensors";
    private static final String TOKEN = "hf_secret";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private HubServer hub;
    private Path out;

    @BeforeEach
    void start() throws IOException {
        hub = new HubServer();
        hub.files.put("config.json", "{\"model_type\":\"gpt2\"}".getBytes(StandardCharsets.UTF_8));
        hub.files.put("tokenizer.json", bytes(3_000));
        hub.files.put(WEIGHTS, bytes(300_000));
        hub.files.put("pytorch_model.bin", bytes(10));
        hub.files.put("README.md", bytes(10));
        environment.put("HF_ENDPOINT", hub.endpoint() + "/");
        out = directory.resolve("model");
    }

    @AfterEach
    void stop() throws IOException {
        hub.close();
    }

    @Test
    void whatIsNeededIsBroughtAndNothingElse() throws IOException {
        PulledModel model = pull();
        assertThat(names()).containsExactly("config.json", WEIGHTS, "tokenizer.json", PulledModel.FILE);
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
        assertThat(model.complete()).isTrue();
        assertThat(model.commit()).isEqualTo("c0ffee");
        assertThat(model.files().get(WEIGHTS).checksum()).isEqualTo(Sha256.of(hub.files.get(WEIGHTS)));
        assertThat(PulledModel.read(out)).contains(model);
        assertThat(model.problems(out)).isEmpty();
        assertThat(hub.paths().get(hub.paths().size() - 1)).endsWith(WEIGHTS); // what has weights is whole
    }

    @Test
    void whatIsThereIsNotBroughtAgain() throws IOException {
        pull();
        int before = hub.requests().size();
        pull();
        assertThat(hub.paths().subList(before, hub.paths().size())).containsExactly("/api/models/acme/anvil/tree/main");
        hub.files.put(WEIGHTS, bytes(200_000)); // the branch moved on
        pull();
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
    }

    @Test
    void aHubThatListsNothingTellsWithTheHeadOfItsAnswerThatAFileIsThere() throws IOException {
        hub.lists = false;
        pull();
        byte[] weights = hub.files.get(WEIGHTS);
        Map<String, String> tag = Map.of("ETag", "\"" + Sha256.of(weights) + "\"");
        hub.before =
                head -> asksFor(head, WEIGHTS) ? HubServer.answer("200 OK", tag, weights.length, new byte[0]) : null;
        assertThat(pull().complete()).isTrue();
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(weights);
        assertThat(names()).doesNotContain(WEIGHTS + ".part");
    }

    @Test
    void aHubThatListsNothingIsAskedForEachFile() throws IOException {
        hub.lists = false;
        assertThat(pull().files()).containsOnlyKeys("config.json", "tokenizer.json", WEIGHTS);
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
    }

    @Test
    void withoutAnnouncedChecksumsTheLengthDecides() throws IOException {
        hub.lists = false;
        hub.announces = false;
        assertThat(pull().files().get(WEIGHTS)).isEqualTo(new PulledModel.Entry(300_000, ""));
    }

    @Test
    void gitsNameOfASmallFileIsAChecksumToo() throws IOException {
        Path file = Files.writeString(directory.resolve("hello"), "hello\n");
        HubChecksum git =
                HubChecksum.of("\"ce013625030ba8dba906f756967f9e9ca394464a\"").orElseThrow(); // git hash-object
        assertThat(git.of(file)).isEqualTo(git);
        assertThat(HubChecksum.of("W/\"0123456789abcdef0123456789abcdef\"")).isEmpty(); // as S3 writes MD5
        assertThat(HubChecksum.of("")).isEmpty();
    }

    @Test
    void shardsAreBroughtByTheirIndex() throws IOException {
        hub.files.remove(WEIGHTS);
        hub.files.put("model-00001-of-00002.safetensors", bytes(1_000));
        hub.files.put("model-00002-of-00002.safetensors", bytes(2_000));
        hub.files.put("other.safetensors", bytes(10));
        hub.files.put(
                "model.safetensors.index.json",
                ("{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\","
                                + "\"b\":\"model-00002-of-00002.safetensors\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        for (boolean lists : new boolean[] {true, false}) {
            hub.lists = lists;
            out = directory.resolve("lists " + lists);
            assertThat(pull().files())
                    .containsKeys("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
                    .doesNotContainKey("other.safetensors");
        }
    }

    @Test
    void anIndexThatPointsElsewhereIsRefused() {
        hub.files.remove(WEIGHTS);
        hub.files.put(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"../../evil.safetensors\"}}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::pull).hasMessageContaining("../../evil.safetensors");
    }

    @Test
    void aBrokenDownloadIsContinued() throws IOException {
        byte[] weights = hub.files.get(WEIGHTS);
        AtomicInteger cuts = new AtomicInteger();
        hub.before = head -> asksFor(head, WEIGHTS) && cuts.getAndIncrement() == 0
                ? HubServer.answer("200 OK", Map.of(), weights.length, Arrays.copyOf(weights, 100_000))
                : null;
        pull();
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(weights);
        assertThat(hub.requests()).last().asString().containsIgnoringCase("range: bytes=100000-");
    }

    @Test
    void aBrokenDownloadIsContinuedByTheNextRun() throws IOException {
        byte[] weights = hub.files.get(WEIGHTS);
        hub.before = head -> asksFor(head, WEIGHTS)
                ? HubServer.answer("200 OK", Map.of(), weights.length, Arrays.copyOf(weights, 100_000))
                : null;
        // Each try gets a whole answer that breaks at the same place, whatever it asked for.
        assertThatThrownBy(this::pull)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(WEIGHTS + ": cannot be downloaded: the connection ended after 100000 of 300000")
                .hasMessageContaining("the same command goes on");
        assertThat(names()).contains(WEIGHTS + ".part").doesNotContain(WEIGHTS);
        assertThat(PulledModel.read(out).orElseThrow().problems(out)).isNotEmpty();
        hub.before = head -> null;
        for (boolean lists : new boolean[] {false, true}) {
            hub.lists = lists;
            int before = hub.requests().size();
            pull();
            assertThat(out.resolve(WEIGHTS)).hasBinaryContent(weights);
            assertThat(names()).doesNotContain(WEIGHTS + ".part");
            assertThat(hub.requests().stream().skip(before).filter(head -> asksFor(head, WEIGHTS)))
                    .hasSizeLessThan(2);
        }
    }

    @Test
    void aServerThatStartsOverIsUnderstood() throws IOException {
        byte[] weights = hub.files.get(WEIGHTS);
        Files.createDirectories(out);
        new PulledModel("acme/anvil", "main", "", false, Map.of()).write(out);
        Files.write(out.resolve(WEIGHTS + ".part"), Arrays.copyOf(weights, 5_000));
        hub.before = head -> asksFor(head, WEIGHTS) ? HubServer.answer("200 OK", Map.of(), weights) : null;
        pull();
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(weights);
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 300_000, 400_000})
    void aPartOfSomethingElseIsThrownAway(int length) throws IOException {
        Files.createDirectories(out);
        new PulledModel("acme/anvil", "main", "", false, Map.of()).write(out);
        Files.write(out.resolve(WEIGHTS + ".part"), new byte[length]);
        hub.lists = length != 400_000; // then the hub itself says that there is nothing after its end
        pull();
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
    }

    @Test
    void aFileThatIsNotTheOneIsNeverTaken() {
        byte[] other = hub.files.get(WEIGHTS).clone();
        other[1234] ^= 1;
        hub.before = head -> asksFor(head, WEIGHTS) ? HubServer.answer("200 OK", Map.of(), other) : null;
        assertThatThrownBy(this::pull)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found SHA-256 " + Sha256.of(other))
                .hasMessageContaining("wanted SHA-256 " + Sha256.of(hub.files.get(WEIGHTS)));
        assertThat(out.resolve(WEIGHTS)).doesNotExist();
        assertThat(out.resolve(WEIGHTS + ".part")).doesNotExist();
        assertThat(hub.requests().stream().filter(head -> asksFor(head, WEIGHTS)))
                .as("whole downloads")
                .hasSize(2);
    }

    @Test
    void aLineThatBreaksOftenIsTriedAsLongAsItBringsSomething() throws IOException {
        byte[] weights = hub.files.get(WEIGHTS);
        AtomicInteger cuts = new AtomicInteger();
        hub.before = head -> {
            int from = cuts.get() * 30_000;
            if (!asksFor(head, WEIGHTS) || from + 30_000 >= weights.length) {
                return null;
            }
            cuts.incrementAndGet();
            Map<String, String> range =
                    Map.of("Content-Range", "bytes " + from + "-" + (weights.length - 1) + "/" + weights.length);
            return HubServer.answer(
                    from == 0 ? "200 OK" : "206 Partial Content",
                    from == 0 ? Map.of() : range,
                    weights.length - from,
                    Arrays.copyOfRange(weights, from, from + 30_000));
        };
        pull();
        assertThat(cuts).hasValueGreaterThan(5);
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(weights);
    }

    @Test
    void anAnswerThatEndsEarlyButSaysSoIsNotTakenEither() {
        byte[] half = Arrays.copyOf(hub.files.get(WEIGHTS), 150_000);
        hub.before = head -> asksFor(head, WEIGHTS) ? HubServer.answer("200 OK", Map.of(), half) : null;
        assertThatThrownBy(this::pull).hasMessageContaining("the connection ended after 150000 of 300000 bytes");
        assertThat(out.resolve(WEIGHTS)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 Unauthorized | RepoNotFound | HTTP 401 RepoNotFound | HF_TOKEN",
                "403 Forbidden    | GatedRepo    | HTTP 403 GatedRepo    | terms",
                "404 Not Found    | RepoNotFound | HTTP 404 RepoNotFound | HF_ENDPOINT",
                "404 Not Found    | RevisionNotFound | HTTP 404 RevisionNotFound | revision",
                "451 Unavailable  |              | HTTP 451              | wanted the file"
            })
    void refusalsAreNotRepeated(String status, String code, String found, String wanted) {
        Map<String, String> headers = code == null ? Map.of() : Map.of("X-Error-Code", code);
        hub.before = head -> HubServer.answer(status, headers, new byte[0]);
        environment.put("HF_TOKEN", TOKEN);
        assertThatThrownBy(this::pull)
                .isInstanceOf(HubRefusal.class)
                .hasMessageContaining(found)
                .hasMessageContaining(wanted)
                .message()
                .doesNotContain(TOKEN);
        assertThat(hub.requests()).hasSize(1);
        assertThat(out).doesNotExist();
    }

    @Test
    void whatIsRefusedLeavesNothingBehind() throws IOException {
        hub.files.clear();
        hub.lists = false;
        out = directory.resolve("models/acme--anvil/main");
        assertThatThrownBy(this::pull).isInstanceOf(CommandException.class);
        assertThat(directory).isEmptyDirectory();
        Files.createDirectories(out);
        assertThatThrownBy(this::pull).isInstanceOf(CommandException.class);
        assertThat(out).as("made by the user").isEmptyDirectory();
    }

    @Test
    void aModelThatIsNotThereIsNamed() {
        hub.files.clear();
        hub.lists = false;
        assertThatThrownBy(this::pull)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("acme/anvil at main: found no config.json at " + hub.endpoint());
    }

    @Test
    void picklesAreNoWeights() {
        hub.files.remove(WEIGHTS);
        assertThatThrownBy(this::pull)
                .hasMessageContaining("found only pytorch_model.bin")
                .hasMessageContaining("wanted " + WEIGHTS);
    }

    @Test
    void aHubInTroubleIsAskedAgain() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        hub.before = head -> calls.getAndIncrement() % 2 == 0
                ? HubServer.answer("503 Service Unavailable", Map.of(), new byte[0])
                : null;
        assertThat(pull().complete()).isTrue();
        hub.before = head -> HubServer.answer("500 No", Map.of(), new byte[0]);
        assertThatThrownBy(this::pull).isInstanceOf(IOException.class).hasMessageContaining("HTTP 500");
    }

    @Test
    void theTokenGoesToTheHubAlone() throws IOException {
        environment.put("HF_TOKEN", TOKEN);
        byte[] weights = hub.files.get(WEIGHTS);
        try (HubServer storage = new HubServer()) {
            storage.before = head -> storage.content(head, weights);
            String there = storage.endpoint() + "/blob?signed=1";
            byte[] tokenizer = hub.files.get("tokenizer.json");
            hub.before = head -> {
                if (asksFor(head, WEIGHTS)) {
                    return HubServer.answer("302 Found", Map.of("Location", there), new byte[0]);
                }
                if (asksFor(head, "tokenizer.json")) {
                    return HubServer.answer("307 Temporary Redirect", Map.of("Location", "/moved"), new byte[0]);
                }
                return HubServer.path(head).equals("/moved") ? hub.content(head, tokenizer) : null;
            };
            pull();
            assertThat(out.resolve(WEIGHTS)).hasBinaryContent(weights);
            assertThat(hub.requests()).isNotEmpty().allMatch(head -> head.contains("Authorization: Bearer " + TOKEN));
            assertThat(storage.requests()).hasSize(1).noneMatch(head -> head.contains(TOKEN));
        }
        assertThat(Files.readString(out.resolve(PulledModel.FILE))).doesNotContain(TOKEN);
        assertThat(HubSettings.from(environment).toString()).doesNotContain(TOKEN);
    }

    @Test
    void whatAnotherHostCallsATagIsNoChecksum() throws IOException {
        hub.lists = false;
        byte[] weights = hub.files.get(WEIGHTS);
        try (HubServer storage = new HubServer()) {
            storage.before = head -> HubServer.answer("200 OK", Map.of("ETag", "\"" + "0".repeat(64) + "\""), weights);
            hub.before = head -> asksFor(head, WEIGHTS)
                    ? HubServer.answer("302 Found", Map.of("Location", storage.endpoint() + "/blob"), new byte[0])
                    : null;
            assertThat(pull().files().get(WEIGHTS).checksum()).isEmpty();
        }
    }

    @Test
    void redirectsThatNeverEndOrLeadNowhereAreRefused() {
        hub.before = head -> HubServer.answer("302 Found", Map.of("Location", HubServer.path(head)), new byte[0]);
        assertThatThrownBy(this::pull).hasMessageContaining("more than 10 redirects");
        for (String nowhere : List.of("file:///etc/passwd", "::", "ftp://a/b")) {
            hub.before = head -> HubServer.answer("302 Found", Map.of("Location", nowhere), new byte[0]);
            assertThatThrownBy(this::pull).isInstanceOf(HubRefusal.class).hasMessageContaining("redirect to nowhere");
        }
    }

    @Test
    void filesOfTwoCommitsAreNotMixed() {
        hub.before = head -> asksFor(head, WEIGHTS)
                ? HubServer.answer("200 OK", Map.of("X-Repo-Commit", "beef"), hub.files.get(WEIGHTS))
                : null;
        assertThatThrownBy(this::pull).hasMessageContaining("found commit beef after files of commit c0ffee");
    }

    @Test
    void offlineUsesWhatIsThere() throws IOException {
        environment.put("HF_HUB_OFFLINE", "1");
        assertThatThrownBy(this::pull)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("found no config.json, " + WEIGHTS + " in " + out)
                .hasMessageContaining("--offline");
        environment.put("HF_HUB_OFFLINE", "0");
        pull();
        int before = hub.requests().size();
        environment.put("HF_HUB_OFFLINE", "TRUE");
        assertThat(pull().complete()).isTrue();
        Files.delete(out.resolve("tokenizer.json"));
        assertThatThrownBy(this::pull).hasMessageContaining("found no tokenizer.json in ");
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void foreignDirectoriesAreLeftAlone() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine.txt"), "mine");
        assertThatThrownBy(this::pull).hasMessageContaining("did not bring");
        Files.delete(out.resolve("mine.txt"));
        new PulledModel("acme/hammer", "main", "", true, Map.of()).write(out);
        assertThatThrownBy(this::pull).hasMessageContaining("found files of acme/hammer");
        Files.writeString(out.resolve(PulledModel.FILE), "[]");
        assertThatThrownBy(this::pull).hasMessageContaining(PulledModel.FILE);
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void stopsInTheMiddleAndGoesOn() throws IOException {
        RunControl[] control = new RunControl[1];
        control[0] = RunControl.reportingTo(event -> {
            if (event.toString().contains(WEIGHTS)) {
                control[0].cancel();
            }
        });
        assertThatThrownBy(() -> pull(control[0])).isInstanceOf(CancellationException.class);
        assertThat(names()).contains(WEIGHTS + ".part").doesNotContain(WEIGHTS);
        pull();
        assertThat(out.resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b/c", "../b", "a/..", "/a", "a/", "a b/c", "https://a/b", "a/b?c", "a/b#c", ".a/b"})
    void namesThatCouldMeanAnotherAddressAreRefused(String name) {
        CommandRun.of("model", "pull", name, "--offline", "--out", out).failed(2, "OWNER/NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub", "ftp://hub", "http://", "http://user:secret@hub", "http:// hub", "https://hub?a=b"})
    void endpointsThatAreNoneAreRefused(String endpoint) {
        assertThatThrownBy(() -> HubSettings.from(Map.of("HF_ENDPOINT", endpoint)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("HF_ENDPOINT")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void theCommandSaysWhatIsMissing() {
        CommandRun.of("model", "pull", "acme/anvil", "--offline", "--out", out)
                .failed(1, "acme/anvil at main", "config.json", out.toString());
        CommandRun.of("model", "pull", "acme/anvil", "--revision", "a..b", "--out", out)
                .failed(2, "--revision a..b");
    }

    private PulledModel pull() throws IOException {
        return pull(RunControl.silent());
    }

    private PulledModel pull(RunControl control) throws IOException {
        return new ModelPull(HubSettings.from(environment), new HubRepository("acme/anvil", "main"), out, 1)
                .run(control);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static boolean asksFor(String head, String file) {
        return HubServer.path(head).endsWith("/resolve/main/" + file);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
