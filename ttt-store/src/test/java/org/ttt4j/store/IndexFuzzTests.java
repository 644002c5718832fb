package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.index.exact.ExactIndexProvider;

/**
 * Indexes of which a file was damaged at random: each is refused in one sentence or answers as before, and the virtual
 * machine lives on. With checksums off an answer may be wrong, but nothing worse. Some here, many with
 * {@code -Dttt.soak=true}.
 */
class IndexFuzzTests {

    private static final int COUNT = 60;
    private static final NamedEmbedder EMBEDDER = Corpora.embedder(16);
    private static final IndexBackend EXACT = Corpora.backend(new ExactIndexProvider());

    @TempDir
    private Path directory;

    private Path healthy;
    private Answers right;
    private int refused;
    private int same;

    @Test
    void someDamages() throws IOException {
        damage(40, 1, "plain");
        damage(20, 2, "zstd");
    }

    @Test
    @EnabledIfSystemProperty(named = "ttt.soak", matches = "true", disabledReason = "takes minutes: -Dttt.soak=true")
    void manyDamages() throws IOException {
        damage(250, 3, "plain");
        damage(250, 4, "zstd");
    }

    private record Answers(List<List<Neighbor>> near, List<String> texts, EmbeddingBatch vectors) {}

    private void damage(int times, long seed, String texts) throws IOException {
        build(texts);
        right = answers(healthy, Verify.OPEN);
        Random random = new Random(seed);
        refused = 0;
        same = 0;
        for (int i = 0; i < times; i++) {
            Path copy = directory.resolve("copy");
            copy(healthy, copy);
            String what = damage(copy, random);
            for (Verify verify : List.of(Verify.OPEN, Verify.LAZY, Verify.OFF)) {
                judge(copy, verify, "seed " + seed + ", damage " + i + " (" + what + "), verify " + verify);
            }
            Durable.delete(copy);
        }
        assertThat(refused).as("refused; answered as before: %d", same).isGreaterThan(times);
        Durable.delete(healthy);
    }

    private void build(String texts) throws IOException {
        Path corpus = Corpora.write(directory.resolve("c.jsonl"), COUNT);
        healthy = directory.resolve("healthy");
        IndexSettings settings = new IndexSettings(
                Metric.INNER_PRODUCT, Texts.valueOf(texts.toUpperCase(Locale.ROOT)), Verify.AUTO, 20, 1 << 20);
        BadLines bad = new BadLines(OnBadLine.FAIL);
        new IndexWriter(settings, RunControl.silent())
                .build(new IndexPlan(List.of(corpus), healthy), EMBEDDER, EXACT, bad);
        IndexChanges changes = new IndexChanges(settings, RunControl.silent());
        Path more = Files.write(directory.resolve("more.jsonl"), List.of(Corpora.line(900), Corpora.line(901)));
        changes.add(healthy, List.of(more), EMBEDDER, IndexBackends.of(EXACT), bad);
        changes.delete(healthy, IdSet.of(3, 61), Set.of());
    }

    private void judge(Path index, Verify verify, String what) {
        try {
            Answers found = answers(index, verify);
            if (verify != Verify.OFF) {
                assertThat(found.near()).as(what).isEqualTo(right.near());
                assertThat(found.texts()).as(what).isEqualTo(right.texts());
                assertThat(found.vectors().toArray())
                        .as(what)
                        .isEqualTo(right.vectors().toArray());
            }
            same++;
        } catch (BackendException | UncheckedIOException refusal) {
            assertThat(refusal.getMessage()).as(what).matches(".{10,}");
            refused++;
        } catch (IllegalArgumentException refusal) {
            assertThat(verify).as("%s: %s", what, refusal).isEqualTo(Verify.OFF);
            refused++;
        }
    }

    private Answers answers(Path index, Verify verify) {
        try (IndexDirectory opened = IndexDirectory.open(index, verify, RunControl.silent())) {
            Corpus corpus = opened.corpus();
            long[] all = LongStream.range(0, corpus.size()).toArray();
            List<String> texts = corpus.texts(all);
            List<String> queries = List.of(Corpora.text(3), Corpora.text(50), Corpora.text(900));
            EmbeddingBatch query = EMBEDDER.embedder().embed(queries, RunControl.silent());
            List<List<Neighbor>> near = opened.index(EXACT, RunControl.silent()).search(query, 10, RunControl.silent());
            return new Answers(near, texts, opened.vectors().reconstruct(all));
        }
    }

    private static String damage(Path index, Random random) throws IOException {
        List<Path> files = files(index);
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        String name = index.relativize(file).toString();
        int at = random.nextInt(Math.max(1, bytes.length));
        switch (random.nextInt(7)) {
            case 0, 1 -> {
                int bit = random.nextInt(8);
                bytes[at] ^= (byte) (1 << bit);
                Files.write(file, bytes);
                return "bit " + bit + " of byte " + at + " of " + name;
            }
            case 2 -> {
                for (int i = 0; i < 20; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                Files.write(file, bytes);
                return "twenty bytes of " + name;
            }
            case 3 -> {
                Files.write(file, Arrays.copyOf(bytes, at));
                return name + " cut to " + at;
            }
            case 4 -> {
                Files.write(file, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(5000)));
                return name + " made longer";
            }
            case 5 -> {
                Path other = files.get(random.nextInt(files.size()));
                byte[] others = Files.readAllBytes(other);
                Files.write(file, others);
                Files.write(other, bytes);
                return name + " and " + index.relativize(other) + " swapped";
            }
            default -> {
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 512), (byte) (random.nextBoolean() ? 0 : -1));
                Files.write(file, bytes);
                return "512 bytes of " + name + " from " + at;
            }
        }
    }

    /** The files that belong to the index, by name so that a seed means the same everywhere. */
    private static List<Path> files(Path index) throws IOException {
        try (Stream<Path> walk = Files.walk(index)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > 0)
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : walk.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
