package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

class IndexDirectoryTests {

    private static final int COUNT = 1200;

    @TempDir
    private Path directory;

    private Path corpus;
    private Path index;

    @BeforeEach
    void paths() throws IOException {
        corpus = Corpora.write(directory.resolve("c.jsonl"), COUNT);
        index = directory.resolve("index");
    }

    private static Configuration configuration(String... assignments) {
        Registry found = Registry.load(List.of());
        Registry registry = new Registry(
                Stream.concat(found.all().stream(), Stream.of(new Registered(Slot.INDEX, new BareProvider())))
                        .toList());
        List<String> all = new ArrayList<>(
                List.of("ttt.embedder.use=hash", "ttt.embedder.hash.dimension=32", "ttt.index.use=exact"));
        all.addAll(List.of(assignments));
        return Configuration.load(registry, ConfigurationSources.of(all));
    }

    private IndexManifest build(Configuration configuration, RunControl control) {
        return new IndexWriter(configuration, control)
                .build(new IndexPlan(List.of(corpus), index), new BadLines(AppSettings.OnBadLine.FAIL));
    }

    @Test
    void theCorpusAndTheVectorsAreThoseThatWerePutIn() {
        Configuration configuration = configuration();
        IndexManifest manifest = build(configuration, RunControl.silent());
        assertThat(manifest.count()).isEqualTo(COUNT);
        try (Assembly assembly = Assembly.open(configuration, Optional.of(index), RunControl.silent())) {
            assertThat(assembly.corpus().size()).isEqualTo(COUNT);
            long[] ids = {0, 1199, 511, 512, 7, 7};
            List<String> texts = assembly.corpus().texts(ids);
            assertThat(texts)
                    .isEqualTo(Arrays.stream(ids)
                            .mapToObj(id -> Corpora.text((int) id))
                            .toList());
            assertThat(assembly.corpus().metadata(511))
                    .containsEntry("domain", "domain-1")
                    .containsEntry("source", "notes/511#0");
            EmbeddingBatch expected = assembly.embedder().embed(texts, RunControl.silent());
            EmbeddingBatch stored = assembly.index()
                    .capability(VectorIndex.Reconstruction.class)
                    .orElseThrow()
                    .reconstruct(ids);
            assertThat(stored.toArray()).isEqualTo(expected.toArray());
            assertThatThrownBy(() -> assembly.corpus().texts(new long[] {COUNT}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found id 1200, wanted one in [0, 1200)");
            assertThatThrownBy(() -> assembly.corpus().metadata(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void manyThreadsReadTheSame() {
        Configuration configuration = configuration();
        build(configuration, RunControl.silent());
        try (Assembly assembly = Assembly.open(configuration, Optional.of(index), RunControl.silent())) {
            VectorIndex.Reconstruction vectors = assembly.index()
                    .capability(VectorIndex.Reconstruction.class)
                    .orElseThrow();
            float[][] once = IntStream.range(0, COUNT)
                    .mapToObj(id -> vectors.reconstruct(new long[] {id}).toArray())
                    .toArray(float[][]::new);
            assertThat(IntStream.range(0, 20_000)
                            .parallel()
                            .map(i -> i * 31 % COUNT)
                            .allMatch(id -> assembly.corpus()
                                            .texts(new long[] {id})
                                            .get(0)
                                            .equals(Corpora.text(id))
                                    && Arrays.equals(
                                            vectors.reconstruct(new long[] {id}).toArray(), once[id])))
                    .isTrue();
        }
    }

    @Test
    void closedPartsRefuse() {
        Configuration configuration = configuration();
        build(configuration, RunControl.silent());
        Corpus kept;
        VectorIndex.Reconstruction vectors;
        try (Assembly assembly = Assembly.open(configuration, Optional.of(index), RunControl.silent())) {
            kept = assembly.corpus();
            vectors = assembly.index()
                    .capability(VectorIndex.Reconstruction.class)
                    .orElseThrow();
        }
        assertThatThrownBy(() -> kept.texts(new long[] {0})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vectors.reconstruct(new long[] {0})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCancelledBuildGoesOnAndGivesTheSame() throws IOException {
        IndexManifest whole = build(configuration(), RunControl.silent());
        Files.move(index, directory.resolve("whole"));
        for (String stage : List.of("read", "embed", "index")) {
            RunControl[] control = new RunControl[1];
            control[0] = RunControl.reportingTo(event -> {
                if (event instanceof Progress.Advanced advanced
                        && advanced.stage().equals(stage)
                        && advanced.done() > 600) {
                    control[0].cancel();
                }
            });
            assertThatThrownBy(() -> build(configuration("ttt.index.checkpoint-seconds=0.001"), control[0]))
                    .isInstanceOf(CancellationException.class);
            assertThat(directory.toFile().list()).containsExactlyInAnyOrder("c.jsonl", "whole", "index.building");
        }
        IndexManifest resumed = build(configuration(), RunControl.silent());
        assertThat(resumed.contentHash()).isEqualTo(whole.contentHash());
        assertThat(resumed.files()).isEqualTo(whole.files());
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("c.jsonl", "whole", "index");
        assertThat(index.resolve("g1").toFile().list()).doesNotContain("build.json", "progress.json");
    }

    @Test
    void progressCountsTheWholeCorpusAndNeverFallsBack() {
        long[] last = {0};
        build(configuration(), RunControl.reportingTo(event -> {
            if (event instanceof Progress.Advanced advanced && advanced.stage().equals("embed")) {
                assertThat(advanced.total()).isEqualTo(COUNT);
                assertThat(advanced.done()).isBetween(last[0], (long) COUNT);
                last[0] = advanced.done();
            }
        }));
        assertThat(last[0]).isEqualTo(COUNT);
    }

    @Test
    void anotherBackendIsBuiltFromTheVectorsOnceAndKept() throws IOException {
        build(configuration(), RunControl.silent());
        Configuration bare = configuration("ttt.index.use=bare");
        List<Neighbor> exact = first(configuration());
        assertThat(exact.get(0)).isEqualTo(new Neighbor(77, 1));
        assertThat(first(bare)).isEqualTo(exact);
        assertThat(index.resolve("g2/bare/rows")).exists();
        byte[] manifest = Files.readAllBytes(index.resolve("manifest.json"));
        assertThat(first(bare)).isEqualTo(exact);
        assertThat(Files.readAllBytes(index.resolve("manifest.json"))).isEqualTo(manifest);
        assertThat(first(configuration())).isEqualTo(exact);
        assertThat(CommandRun.of("index", "info", index, "--json").json().at("/manifest/backends"))
                .hasSize(2);
    }

    @Test
    void filesOfABackendThatTheManifestDoesNotKnowAreReplaced() throws IOException {
        build(configuration(), RunControl.silent());
        Files.createDirectories(index.resolve("g2/bare"));
        Files.writeString(index.resolve("g2/bare/rows"), "left by a killed process");
        assertThat(first(configuration("ttt.index.use=bare"))).isEqualTo(first(configuration()));
    }

    @Test
    void exactVectorsAreThereEvenIfTheBackendCannotReconstruct() {
        Configuration bare = configuration("ttt.index.use=bare");
        build(bare, RunControl.silent());
        try (Assembly assembly = Assembly.open(bare, Optional.of(index), RunControl.silent())) {
            EmbeddingBatch expected = assembly.embedder().embed(List.of(Corpora.text(3)), RunControl.silent());
            assertThat(assembly.index()
                            .capability(VectorIndex.Reconstruction.class)
                            .orElseThrow()
                            .reconstruct(new long[] {3})
                            .toArray())
                    .isEqualTo(expected.toArray());
        }
    }

    private List<Neighbor> first(Configuration configuration) {
        try (Assembly assembly = Assembly.open(configuration, Optional.of(index), RunControl.silent())) {
            EmbeddingBatch query = assembly.embedder().embed(List.of(Corpora.text(77)), RunControl.silent());
            return assembly.index().search(query, 3, RunControl.silent()).get(0).stream()
                    .map(neighbor -> new Neighbor(neighbor.id(), Math.round(neighbor.similarity() * 1e4f) / 1e4f))
                    .toList();
        }
    }

    /** The least an index can be: searches, but gives no vectors back; has no defaults file. */
    private static final class BareProvider implements BackendProvider.OfIndex {

        @Override
        public String id() {
            return "bare";
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public IndexBuilder build(Path directory, IndexSpec spec, Settings settings) {
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            return new IndexBuilder() {
                @Override
                public long trainingRows() {
                    return 50;
                }

                @Override
                public void train(EmbeddingBatch sample, RunControl control) {
                    assertThat(sample.rows()).isEqualTo(50);
                }

                @Override
                public void add(EmbeddingBatch vectors, RunControl control) {
                    for (float value : vectors.toArray()) {
                        rows.writeBytes(ByteBuffer.allocate(4).putFloat(value).array());
                    }
                }

                @Override
                public void finish(RunControl control) {
                    try {
                        Files.write(directory.resolve("rows"), rows.toByteArray());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
            float[] values = new float[(int) spec.size() * spec.dimension()];
            try {
                ByteBuffer.wrap(Files.readAllBytes(directory.resolve("rows")))
                        .asFloatBuffer()
                        .get(values);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new VectorIndex() {
                @Override
                public Traits traits() {
                    return new Traits(spec, true, "bare rows");
                }

                @Override
                public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                    float[] query = queries.row(0);
                    return List.of(LongStream.range(0, spec.size())
                            .mapToObj(id -> new Neighbor(id, dot(query, values, (int) id)))
                            .sorted(Neighbor.BEST_FIRST)
                            .limit(k)
                            .toList());
                }

                @Override
                public void close() {}
            };
        }

        private static float dot(float[] query, float[] values, int row) {
            double sum = 0;
            for (int i = 0; i < query.length; i++) {
                sum += (double) query[i] * values[row * query.length + i];
            }
            return (float) sum;
        }
    }
}
