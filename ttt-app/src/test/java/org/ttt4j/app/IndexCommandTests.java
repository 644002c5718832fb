package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.store.Durable;
import org.ttt4j.store.Sha256;

class IndexCommandTests {

    private static final int COUNT = 100;

    @TempDir
    private Path directory;

    private Path corpus;
    private Path index;

    @BeforeEach
    void paths() throws IOException {
        corpus = Corpora.write(directory.resolve("c.jsonl"), COUNT);
        index = directory.resolve("index");
    }

    private CommandRun build(Object... more) {
        return CommandRun.pure(
                Stream.concat(Stream.of("index", "build", "--corpus", corpus, "--out", index), Arrays.stream(more))
                        .toArray());
    }

    private CommandRun search(Object... more) {
        return CommandRun.pure(Stream.concat(Stream.of("index", "search", index, Corpora.text(42)), Arrays.stream(more))
                .toArray());
    }

    @Test
    void aTextThatBeginsWithHyphensIsFoundBehindTwoOfThemOrInAFile() throws IOException {
        build().succeeded();
        String text = "--- " + Corpora.text(42);
        CommandRun.pure("index", "search", index, "-k", 3, "--", text).succeeded();
        Path file = Files.writeString(directory.resolve("query.txt"), text);
        CommandRun.pure("index", "search", index, "-k", 3, "--text-file", file).succeeded();
        CommandRun.pure("index", "search", index).failed(2, "found no text to look for", "--text-file FILE");
        CommandRun.pure("index", "search", index, "x", "--text-file", file).failed(2, "found two texts to look for");
    }

    @Test
    void anotherMetricThanThatOfTheIndexIsRefused() {
        build().succeeded();
        search("--set", "ttt.index.metric=inner-product").succeeded();
        search("--set", "ttt.index.metric=l2")
                .failed(2, "found ttt.index.metric = l2, wanted inner-product, which the index was built for");
        CommandRun.pure("index", "add", index, "--corpus", corpus, "--set", "ttt.index.metric=l2")
                .failed(2, "found ttt.index.metric = l2, wanted inner-product");
    }

    @Test
    void aTextFindsItselfFirst() {
        assertThat(build("--json").json().at("/documents").asInt()).isEqualTo(COUNT);
        JsonNode json = search("-k", 5, "--json").json();
        assertThat(json.at("/neighbors").size()).isEqualTo(5);
        assertThat(json.at("/neighbors/0/id").asInt()).isEqualTo(42);
        assertThat(json.at("/neighbors/0/similarity").asDouble()).isBetween(0.999, 1.001);
        assertThat(json.at("/neighbors/0/text").asText()).isEqualTo(Corpora.text(42));
        assertThat(json.at("/neighbors/0/domain").asText()).isEqualTo("domain-0");
        assertThat(json.at("/neighbors/0/source").asText()).isEqualTo("notes/42#0");
        assertThat(json.at("/neighbors/4/similarity").asDouble())
                .isLessThanOrEqualTo(json.at("/neighbors/3/similarity").asDouble());
        assertThat(search("-k", 3).succeeded().out().lines()).hasSize(4);
    }

    @Test
    void moreNeighborsThanDocumentsGivesAll() {
        build().succeeded();
        assertThat(search("-k", 1_000_000, "--json").json().at("/neighbors").size())
                .isEqualTo(COUNT);
        search("-k", 0).failed(2, "-k 0: wanted at least 1");
        CommandRun.pure("index", "search", index, "  ").failed(2, "the text to look for is empty");
    }

    @Test
    void infoTellsWhatWasBuiltAndVerifies() throws IOException {
        build("--set", "ttt.index.metric=l2").succeeded();
        JsonNode json = CommandRun.of("index", "info", index, "--json").json();
        assertThat(json.at("/verified").asBoolean()).isTrue();
        assertThat(json.at("/manifest/count").asInt()).isEqualTo(COUNT);
        assertThat(json.at("/manifest/metric").asText()).isEqualTo("L2");
        assertThat(json.at("/manifest/embedder").asText()).isEqualTo("hash");
        assertThat(json.at("/manifest/embedder_fingerprint").asText()).matches("[0-9a-f]{64}");
        Path vectors = index.resolve("g1/vectors.f32");
        JsonNode entry = json.at("/manifest/files/g1~1vectors.f32");
        assertThat(entry.at("/bytes").asLong()).isEqualTo(Files.size(vectors));
        assertThat(entry.at("/sha256").asText()).isEqualTo(Sha256.of(vectors));
        assertThat(CommandRun.of("index", "info", index).succeeded().out()).contains("SHA-256 verified", "hash", "l2");
    }

    @Test
    void badLinesAreSkippedAndCountedOrStopTheBuild() throws IOException {
        Files.write(corpus, List.of("nonsense", Corpora.line(0), "{}", Corpora.line(1)));
        build("--set", "ttt.corpus.on-bad-line=fail").failed(1, "c.jsonl:1: the line is not a JSON object");
        assertThat(index).doesNotExist();
        CommandRun run = build().succeeded();
        assertThat(run.err()).contains("skipped 2 lines: 1 not a JSON object", "c.jsonl:3");
        assertThat(run.out()).contains("2 documents");
    }

    @Test
    void everyFailureOfABuildIsOneSentenceAndLeavesNothing() throws IOException {
        CommandRun.pure("index", "build", "--corpus", directory.resolve("none"), "--out", index)
                .failed(1, "none: no such file or directory");
        CommandRun.pure("index", "build", "--corpus", corpus, "--out", directory.resolve("no/such/index"))
                .failed(1, "no such file or directory");
        Path empty = Files.writeString(directory.resolve("empty.jsonl"), "\n\n");
        CommandRun.pure("index", "build", "--corpus", empty, "--out", index).failed(1, "found no document");
        Files.writeString(empty, "nonsense");
        CommandRun.pure("index", "build", "--corpus", empty, "--out", index)
                .failed(1, "found no document", "1 not a JSON object");
        build("--set", "ttt.index.use=nothing").failed(2, "ttt.index.use = nothing", "no such backend");
        build("--set", "ttt.embedder.use=nothing").failed(2, "ttt.embedder.use = nothing", "no such backend");
        build("--set", "ttt.embedder.hash.dimension=many").failed(2, "ttt.embedder.hash.dimension", "\"many\"");
        build("--set", "ttt.corpus.max-line-bytes=10").failed(1, "found no document", "too long");
        Files.delete(empty);
        assertThat(directory.toFile().list()).containsExactly("c.jsonl");
        Files.createDirectory(index);
        build().failed(1, "index: exists already");
        assertThat(index).isEmptyDirectory();
    }

    @Test
    void anotherEmbedderIsRefusedNamingBoth() {
        build().succeeded();
        search("--set", "ttt.embedder.hash.dimension=64")
                .failed(1, "the index was built with embedder hash", "(d = 512)", "(d = 64)");
        search("--set", "ttt.embedder.hash.max-tokens=7").failed(1, "the index was built with embedder hash");
    }

    @Test
    void everyDamagedFileIsRefused() throws IOException {
        build().succeeded();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(index)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(5);
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            byte[] flipped = good.clone();
            flipped[good.length / 2] ^= 0x40;
            for (byte[] bad : List.of(flipped, Arrays.copyOf(good, good.length / 2), new byte[0])) {
                Files.write(file, bad);
                search().failed(1, index.toString());
            }
            Files.delete(file);
            search().failed(1, index.toString());
            Files.write(file, good);
        }
        search().succeeded();
    }

    @Test
    void withoutVerificationDamageIsStillNoCrash() throws IOException {
        build().succeeded();
        for (String name : List.of("corpus.offsets", "corpus.jsonl", "vectors.f32")) {
            Path file = index.resolve("g1").resolve(name);
            byte[] good = Files.readAllBytes(file);
            byte[] garbage = new byte[good.length];
            Arrays.fill(garbage, (byte) 0x5a);
            Files.write(file, garbage);
            CommandRun run = search("--set", "ttt.index.verify=off", "--set", "ttt.selector.use=nn");
            assertThat(run.err()).doesNotContain("\tat ", "internal error");
            assertThat(run.code()).isIn(0, 1);
            search().failed(1, name, "SHA-256");
            Files.write(file, good);
        }
    }

    @Test
    void whatIsNoIndexIsRefused() throws IOException {
        search().failed(1, "no such directory");
        Files.createDirectory(index);
        search().failed(1, "has no manifest.json");
        CommandRun.pure("index", "search", corpus, "x").failed(1, "is not a directory");
        Path manifest = index.resolve("manifest.json");
        for (String text : List.of(
                "",
                "[]",
                "nonsense",
                "{}",
                "{\"format\":\"other\",\"version\":1}",
                "{\"format\":\"ttt4j-index\",\"version\":99}",
                "{\"format\":\"ttt4j-index\",\"version\":1}",
                "[".repeat(100_000),
                "{\"count\":1e999}",
                "{\"metric\":\"x\"}")) {
            Files.writeString(manifest, text);
            search().failed(1, "manifest.json: cannot be used as the manifest of an index");
        }
    }

    @Test
    void aManifestThatLiesIsRefused() throws IOException {
        build().succeeded();
        Path manifest = index.resolve("manifest.json");
        String good = Files.readString(manifest);
        for (String lie : List.of(
                "/count=101",
                "/count=-1",
                "/count=9223372036854775807",
                "/dimension=0",
                "/dimension=2147483647",
                "/dimension=511")) {
            ObjectNode node = (ObjectNode) Json.MAPPER.readTree(good);
            node.put(lie.substring(1, lie.indexOf('=')), Long.parseLong(lie.substring(lie.indexOf('=') + 1)));
            Files.writeString(manifest, node.toString());
            search().failed(1, "manifest.json");
        }
        Files.writeString(manifest, good);
    }

    @Test
    void anIndexOfTheFirstVersionStillOpens() throws IOException {
        build().succeeded();
        JsonNode now = search("--json").json();
        ObjectNode manifest =
                (ObjectNode) Json.MAPPER.readTree(index.resolve("manifest.json").toFile());
        manifest.put("version", 1);
        manifest.remove(List.of("generation", "segments", "deleted", "seal"));
        ObjectNode files = manifest.putObject("files");
        ((ObjectNode) manifest.at("/backends/exact")).remove("directory");
        for (String name : List.of("corpus.jsonl", "corpus.offsets", "vectors.f32", "exact")) {
            Files.move(index.resolve("g1").resolve(name), index.resolve(name));
        }
        Durable.delete(index.resolve("g1"));
        List<String> names = new ArrayList<>(List.of("corpus.jsonl", "corpus.offsets", "vectors.f32"));
        for (String name : index.resolve("exact").toFile().list()) {
            names.add("exact/" + name);
        }
        for (String name : names) {
            files.putObject(name)
                    .put("bytes", Files.size(index.resolve(name)))
                    .put("sha256", Sha256.of(index.resolve(name)));
        }
        Files.writeString(index.resolve("manifest.json"), manifest.toString());
        assertThat(search("--json").json()).isEqualTo(now);
        assertThat(search("--json", "--set", "ttt.index.verify=lazy").json()).isEqualTo(now);
    }

    @Test
    void textsInFramesAnswerTheSame() throws IOException {
        build().succeeded();
        JsonNode plain = search("--json").json();
        Path packed = directory.resolve("packed");
        CommandRun.pure("index", "build", "--corpus", corpus, "--out", packed, "--set", "ttt.index.texts=zstd")
                .succeeded();
        JsonNode found = CommandRun.pure("index", "search", packed, Corpora.text(42), "--json")
                .json();
        assertThat(found).isEqualTo(plain);
        assertThat(packed.resolve("g1/corpus.jsonl.zst")).exists();
        assertThat(packed.resolve("g1/corpus.jsonl")).doesNotExist();
    }

    @Test
    void severalCompressedCorporaMakeOneIndex() throws IOException {
        Path more = directory.resolve("more.jsonl.gz");
        CommandRun.of("corpus", "build", "--from", corpus, "--out", more).succeeded();
        JsonNode json = CommandRun.pure("index", "build", "--corpus", corpus, more, "--out", index, "--json")
                .json();
        assertThat(json.at("/documents").asInt()).isEqualTo(2 * COUNT);
    }
}
