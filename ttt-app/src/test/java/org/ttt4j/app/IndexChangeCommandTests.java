package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.IndexChanges;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.OnBadLine;

class IndexChangeCommandTests {

    private static final int COUNT = 100;

    @TempDir
    private Path directory;

    private Path index;

    @BeforeEach
    void build() throws IOException {
        index = directory.resolve("index");
        CommandRun.pure(
                        "index",
                        "build",
                        "--corpus",
                        Corpora.write(directory.resolve("c.jsonl"), COUNT),
                        "--out",
                        index)
                .succeeded();
    }

    private Path corpus(String name, int from, int to) throws IOException {
        return Files.write(
                directory.resolve(name),
                IntStream.range(from, to).mapToObj(Corpora::line).toList());
    }

    private JsonNode change(Object... words) {
        return CommandRun.pure(
                        Stream.concat(Stream.of("index"), Stream.concat(Arrays.stream(words), Stream.of("--json")))
                                .toArray())
                .json();
    }

    /** Texts that a search for a text finds, nearest first. */
    private List<String> texts(Path where, int document, int k) {
        JsonNode found = CommandRun.pure("index", "search", where, Corpora.text(document), "-k", k, "--json")
                .json();
        List<String> texts = new ArrayList<>();
        found.at("/neighbors").forEach(hit -> texts.add(hit.at("/text").asText()));
        return texts;
    }

    @Test
    void addedDocumentsAreFoundAndGetTheIdsThatFollow() throws IOException {
        Path more = corpus("more.jsonl", COUNT, COUNT + 30);
        JsonNode added = change("add", index, "--corpus", more);
        assertThat(added.at("/changed").asInt()).isEqualTo(30);
        assertThat(added.at("/documents").asInt()).isEqualTo(COUNT + 30);
        assertThat(added.at("/segments").asInt()).isEqualTo(2);
        assertThat(added.at("/generation").asInt()).isEqualTo(2);
        for (int document : new int[] {0, 99, 100, 129}) {
            JsonNode hit = CommandRun.pure("index", "search", index, Corpora.text(document), "-k", 1, "--json")
                    .json()
                    .at("/neighbors/0");
            assertThat(hit.at("/id").asInt()).isEqualTo(document);
            assertThat(hit.at("/text").asText()).isEqualTo(Corpora.text(document));
            assertThat(hit.at("/source").asText()).isEqualTo("notes/" + document + "#0");
        }
        assertThat(names(index)).containsExactlyInAnyOrder("g1", "g2", "manifest.json");
        assertThat(index.resolve("g2").toFile().list()).doesNotContain("build.json", "progress.json");
    }

    /** Adding in parts and compacting gives what building at once gives, byte for byte. */
    @Test
    void addingAndCompactingEqualsBuildingAtOnce() throws IOException {
        change("add", index, "--corpus", corpus("a.jsonl", 100, 130));
        change("add", index, "--corpus", corpus("b.jsonl", 130, 150));
        Path whole = directory.resolve("whole");
        CommandRun.pure("index", "build", "--corpus", corpus("all.jsonl", 0, 150), "--out", whole)
                .succeeded();
        assertThat(texts(index, 140, 20)).isEqualTo(texts(whole, 140, 20));
        JsonNode compact = change("compact", index);
        assertThat(compact.at("/segments").asInt()).isEqualTo(1);
        assertThat(compact.at("/content_sha256").asText())
                .isEqualTo(IndexManifest.read(whole).contentHash());
        for (String name : whole.resolve("g1/exact").toFile().list()) {
            assertThat(index.resolve("g4/exact").resolve(name))
                    .hasSameBinaryContentAs(whole.resolve("g1/exact").resolve(name));
        }
    }

    @Test
    void deletedDocumentsAreNotFoundAndGoWhenTheIndexIsCompacted() throws IOException {
        List<String> before = texts(index, 42, COUNT);
        JsonNode deleted = change("delete", index, "--ids", "42,7-9", "--source", "notes/50", "--source", "notes/51#0");
        assertThat(deleted.at("/changed").asInt()).isEqualTo(6);
        assertThat(deleted.at("/documents").asInt()).isEqualTo(COUNT - 6);
        List<String> gone = Stream.of(42, 7, 8, 9, 50, 51).map(Corpora::text).toList();
        List<String> left = before.stream().filter(text -> !gone.contains(text)).toList();
        assertThat(texts(index, 42, COUNT)).isEqualTo(left);
        assertThat(texts(index, 42, 5)).isEqualTo(left.subList(0, 5));
        assertThat(change("delete", index, "--ids", "42").at("/changed").asInt())
                .isZero();
        assertThat(change("delete", index, "--ids", "43").at("/deleted").asInt())
                .isEqualTo(7);
        JsonNode compact = change("compact", index);
        assertThat(compact.at("/changed").asInt()).isEqualTo(7);
        assertThat(compact.at("/deleted").asInt()).isZero();
        assertThat(texts(index, 42, COUNT))
                .isEqualTo(left.stream()
                        .filter(text -> !text.equals(Corpora.text(43)))
                        .toList());
        assertThat(index.resolve("g1")).as("kept for whoever reads it").exists();
        change("compact", index);
        assertThat(names(index)).containsExactlyInAnyOrder("g4", "manifest.json");
    }

    @Test
    void whatIsOpenStaysAsItIsWhileTheIndexChanges() throws IOException {
        Configuration pure = Configuration.load(
                Registry.load(List.of()),
                ConfigurationSources.of(List.of("ttt.embedder.use=hash", "ttt.index.use=exact")));
        try (Assembly open = Assembly.open(pure, Optional.of(index), RunControl.silent())) {
            EmbeddingBatch query = open.embedder().embed(List.of(Corpora.text(3)), RunControl.silent());
            List<Neighbor> before =
                    open.index().search(query, 5, RunControl.silent()).get(0);
            change("delete", index, "--ids", "3");
            change("add", index, "--corpus", corpus("more.jsonl", 200, 210));
            change("compact", index);
            change("compact", index);
            assertThat(index.resolve("g1")).doesNotExist();
            assertThat(open.index().search(query, 5, RunControl.silent()).get(0))
                    .isEqualTo(before);
            for (int i = 0; i < COUNT; i++) {
                assertThat(open.corpus().texts(new long[] {i})).containsExactly(Corpora.text(i));
            }
        }
        assertThat(texts(index, 3, 1)).isNotEqualTo(List.of(Corpora.text(3)));
    }

    @Test
    void mergedIndexesHoldTheDocumentsOfAll() throws IOException {
        Path other = directory.resolve("other");
        CommandRun.pure("index", "build", "--corpus", corpus("o.jsonl", 200, 260), "--out", other)
                .succeeded();
        change("delete", other, "--ids", "0-9");
        Path out = directory.resolve("out");
        JsonNode merged = CommandRun.pure("index", "merge", index, other, "--out", out, "--json")
                .json();
        assertThat(merged.at("/documents").asInt()).isEqualTo(150);
        assertThat(texts(out, 230, 1)).containsExactly(Corpora.text(230));
        assertThat(texts(out, 30, 1)).containsExactly(Corpora.text(30));
        assertThat(texts(out, 205, 1)).isNotEqualTo(List.of(Corpora.text(205)));
        CommandRun.pure("index", "merge", index, other, "--out", out).failed(1, "out: exists already");
        Path wide = directory.resolve("wide");
        CommandRun.pure("index", "build", "--corpus", directory.resolve("c.jsonl"), "--out", wide)
                .succeeded();
        Path foreign = directory.resolve("foreign");
        CommandRun.pure(
                        "index",
                        "build",
                        "--corpus",
                        directory.resolve("c.jsonl"),
                        "--out",
                        foreign,
                        "--set",
                        "ttt.embedder.hash.dimension=64")
                .succeeded();
        CommandRun.pure("index", "merge", index, foreign, "--out", directory.resolve("no"))
                .failed(1, "foreign: found embedder hash", "d = 64", "d = 512");
        assertThat(directory.resolve("no")).doesNotExist();
    }

    @Test
    void verifyLooksAtEverything() throws IOException {
        change("add", index, "--corpus", corpus("more.jsonl", 100, 120));
        change("delete", index, "--ids", "5");
        JsonNode report = change("verify", index);
        assertThat(report.at("/documents").asInt()).isEqualTo(120);
        assertThat(report.at("/deleted").asInt()).isEqualTo(1);
        assertThat(report.at("/sampled").asInt()).isEqualTo(100);
        assertThat(report.at("/found").asInt()).isEqualTo(100);
        assertThat(CommandRun.pure("index", "verify", index).succeeded().out())
                .contains("120 documents (1 deleted); 100 of 100 found by their own vectors with exact");
        Path texts = index.resolve("g2/corpus.jsonl");
        byte[] bytes = Files.readAllBytes(texts);
        bytes[100] ^= 1;
        Files.write(texts, bytes);
        CommandRun.pure("index", "verify", index).failed(1, "g2/corpus.jsonl: its SHA-256");
    }

    @Test
    void whatCannotBeChangedIsRefusedInOneSentence() throws IOException {
        byte[] before = Files.readAllBytes(index.resolve("manifest.json"));
        CommandRun.pure("index", "delete", index, "--ids", "100").failed(1, "found no document 100", "[0, 100)");
        CommandRun.pure("index", "delete", index, "--ids", "-1").failed(2, "wanted ids such as");
        CommandRun.pure("index", "delete", index, "--ids", "9-3").failed(2, "wanted ids such as");
        CommandRun.pure("index", "delete", index, "--ids", "x").failed(2, "wanted ids such as");
        CommandRun.pure("index", "delete", index, "--ids", "99999999999999999999")
                .failed(2, "wanted ids such as");
        CommandRun.pure("index", "delete", index).failed(2, "wanted --ids or --source");
        CommandRun.pure("index", "delete", index, "--source", "nowhere").failed(1, "no document of the source nowhere");
        CommandRun.pure("index", "add", index, "--corpus", directory.resolve("none"))
                .failed(1, "none: no such file");
        Path empty = Files.writeString(directory.resolve("empty.jsonl"), "\n");
        CommandRun.pure("index", "add", index, "--corpus", empty).failed(1, "found no document");
        CommandRun.pure(
                        "index",
                        "add",
                        index,
                        "--corpus",
                        directory.resolve("c.jsonl"),
                        "--set",
                        "ttt.embedder.hash.dimension=64")
                .failed(1, "the index was built with embedder hash");
        CommandRun.pure("index", "add", directory, "--corpus", empty).failed(1, "has no manifest.json");
        assertThat(Files.readAllBytes(index.resolve("manifest.json"))).isEqualTo(before);
        assertThat(names(index)).containsExactlyInAnyOrder("g1", "manifest.json");
        assertThat(directory.resolve("lock")).doesNotExist();
        change("delete", index, "--ids", "0-99");
        CommandRun.pure("index", "compact", index).failed(1, "every document is deleted");
        assertThat(texts(index, 3, 5)).isEmpty();
    }

    @Test
    void twoAtATimeAreRefusedNamingTheOwner() throws IOException {
        String owner = "process 4711 (ttt index add, since 2026-01-01T00:00:00Z)";
        try (FileChannel held =
                        FileChannel.open(index.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = held.lock()) {
            assertThat(lock.isValid()).isTrue();
            held.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
            CommandRun.pure("index", "delete", index, "--ids", "3").failed(1, "is being changed by " + owner);
            assertThat(texts(index, 3, 1)).containsExactly(Corpora.text(3));
        }
        change("delete", index, "--ids", "3");
        Files.writeString(index.resolve("lock"), "process 999999999 (ttt index add, since 2026-01-01T00:00:00Z)");
        change("delete", index, "--ids", "4");
    }

    private IndexManifest add(Configuration configuration, Path more, RunControl control) {
        try (Backends backends = new Backends(configuration)) {
            return new IndexChanges(configuration.app().indexing(), control)
                    .add(
                            index,
                            List.of(more),
                            backends.namedEmbedder(),
                            ConfiguredIndex.all(configuration),
                            new BadLines(OnBadLine.FAIL));
        }
    }

    @Test
    void anAddThatWasStoppedGoesOn() throws IOException {
        Path more = corpus("more.jsonl", 1000, 3000);
        Configuration pure = Configuration.load(
                Registry.load(List.of()),
                ConfigurationSources.of(
                        List.of("ttt.embedder.use=hash", "ttt.index.use=exact", "ttt.index.checkpoint-seconds=0.001")));
        RunControl[] control = new RunControl[1];
        control[0] = RunControl.reportingTo(event -> {
            if (event instanceof Progress.Advanced advanced
                    && advanced.stage().equals("embed")
                    && advanced.done() > 1200) {
                control[0].cancel();
            }
        });
        assertThatThrownBy(() -> add(pure, more, control[0])).isInstanceOf(CancellationException.class);
        assertThat(texts(index, 3, 1)).containsExactly(Corpora.text(3));
        CommandRun.pure("index", "add", index, "--corpus", corpus("others.jsonl", 400, 410))
                .failed(1, "add.building holds an unfinished build of something else", "more.jsonl", "others.jsonl");
        List<Long> embedded = new ArrayList<>();
        RunControl watching = RunControl.reportingTo(event -> {
            if (event instanceof Progress.Advanced advanced && advanced.stage().equals("embed")) {
                embedded.add(advanced.done());
            }
        });
        IndexManifest manifest = add(pure, more, watching);
        assertThat(embedded.get(0)).isGreaterThan(1000);
        assertThat(manifest.count()).isEqualTo(2100);
        assertThat(texts(index, 2999, 1)).containsExactly(Corpora.text(2999));
    }

    private static List<String> names(Path where) {
        return List.of(where.toFile().list());
    }
}
