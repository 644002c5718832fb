package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.exact.ExactIndexProvider;

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

    private static final IndexBackend EXACT = Corpora.backend(new ExactIndexProvider());
    private static final IndexBackend BARE = Corpora.backend(new BareProvider());

    private IndexManifest build(IndexBackend backend, RunControl control) {
        return build(backend, control, 20);
    }

    private IndexManifest build(IndexBackend backend, RunControl control, double checkpointSeconds) {
        IndexSettings settings =
                new IndexSettings(Metric.INNER_PRODUCT, Texts.AUTO, Verify.AUTO, checkpointSeconds, 1 << 20);
        return new IndexWriter(settings, control)
                .build(
                        new IndexPlan(List.of(corpus), index),
                        Corpora.embedder(32),
                        backend,
                        new BadLines(OnBadLine.FAIL));
    }

    private IndexDirectory open() {
        return IndexDirectory.open(index, Verify.AUTO, RunControl.silent());
    }

    private static EmbeddingBatch embedded(List<String> texts) {
        return Corpora.embedder(32).embedder().embed(texts, RunControl.silent());
    }

    @Test
    void aBuildThatWasKilledAtItsVeryEndIsCompletedByTheSameCommand() throws IOException {
        IndexManifest built = build(EXACT, RunControl.silent());
        identity(corpus).write(index.resolve("g1"));
        assertThat(build(EXACT, RunControl.silent())).isEqualTo(built);
        assertThat(BuildIdentity.isIn(index.resolve("g1"))).isFalse();
        assertThatThrownBy(() -> build(EXACT, RunControl.silent()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("exists already");
        identity(Corpora.write(directory.resolve("other.jsonl"), 3)).write(index.resolve("g1"));
        assertThatThrownBy(() -> build(EXACT, RunControl.silent()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void anAdditionThatWasKilledAtItsVeryEndAddsNothingTwice() throws IOException {
        build(EXACT, RunControl.silent());
        Path more = Corpora.write(directory.resolve("more.jsonl"), 7);
        IndexManifest added = add(more);
        identity(more).write(index.resolve("g2"));
        assertThat(add(more)).isEqualTo(added);
        assertThat(add(more).count()).as("after an end that was recorded").isEqualTo(COUNT + 14);
    }

    private IndexManifest add(Path more) {
        return new IndexChanges(IndexSettings.DEFAULT, RunControl.silent())
                .add(index, List.of(more), Corpora.embedder(32), id -> EXACT, new BadLines(OnBadLine.FAIL));
    }

    /** What {@link #build} and {@link #add} leave when they are killed. */
    private static BuildIdentity identity(Path corpus) throws IOException {
        NamedEmbedder embedder = Corpora.embedder(32);
        int longest = corpus.endsWith("c.jsonl") || corpus.endsWith("other.jsonl") ? 1 << 20 : 16 << 20;
        return BuildIdentity.of(
                List.of(corpus), embedder.id(), embedder.embedder().traits(), TextFormat.PLAIN, longest);
    }

    @Test
    void aBackendWhoseFilesAreGoneIsRefusedInASentence() throws IOException {
        build(EXACT, RunControl.silent());
        try (IndexDirectory old = open()) {
            add(Corpora.write(directory.resolve("a.jsonl"), 3));
            add(Corpora.write(directory.resolve("b.jsonl"), 3));
            assertThatThrownBy(() -> old.index(EXACT, RunControl.silent()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(
                            "the index was changed since it was opened here (generation 1), open it again");
        }
    }

    @Test
    void verificationSearchesForDocumentsThatAreThereWhateverIsDeleted() {
        build(EXACT, RunControl.silent());
        new IndexChanges(IndexSettings.DEFAULT, RunControl.silent())
                .delete(
                        index,
                        IdSet.of(
                                LongStream.range(0, COUNT / 2).map(id -> 2 * id).toArray()),
                        Set.of());
        IndexVerification.Report report = new IndexVerification(RunControl.silent()).verify(index, EXACT, 100);
        assertThat(report.sampled()).isEqualTo(100);
        assertThat(report.found()).isEqualTo(100);
    }

    @Test
    void theCorpusAndTheVectorsAreThoseThatWerePutIn() {
        IndexManifest manifest = build(EXACT, RunControl.silent());
        assertThat(manifest.count()).isEqualTo(COUNT);
        try (IndexDirectory opened = open()) {
            assertThat(opened.corpus().size()).isEqualTo(COUNT);
            long[] ids = {0, 1199, 511, 512, 7, 7};
            List<String> texts = opened.corpus().texts(ids);
            assertThat(texts)
                    .isEqualTo(Arrays.stream(ids)
                            .mapToObj(id -> Corpora.text((int) id))
                            .toList());
            assertThat(opened.corpus().metadata(511))
                    .containsEntry("domain", "domain-1")
                    .containsEntry("source", "notes/511#0");
            EmbeddingBatch expected = embedded(texts);
            EmbeddingBatch stored = opened.index(EXACT, RunControl.silent())
                    .capability(VectorIndex.Reconstruction.class)
                    .orElseThrow()
                    .reconstruct(ids);
            assertThat(stored.toArray()).isEqualTo(expected.toArray());
            assertThatThrownBy(() -> opened.corpus().texts(new long[] {COUNT}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found id 1200, wanted one in [0, 1200)");
            assertThatThrownBy(() -> opened.corpus().metadata(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void manyThreadsReadTheSame() {
        build(EXACT, RunControl.silent());
        try (IndexDirectory opened = open()) {
            VectorIndex.Reconstruction vectors = opened.index(EXACT, RunControl.silent())
                    .capability(VectorIndex.Reconstruction.class)
                    .orElseThrow();
            float[][] once = IntStream.range(0, COUNT)
                    .mapToObj(id -> vectors.reconstruct(new long[] {id}).toArray())
                    .toArray(float[][]::new);
            assertThat(IntStream.range(0, 20_000)
                            .parallel()
                            .map(i -> i * 31 % COUNT)
                            .allMatch(id -> opened.corpus()
                                            .texts(new long[] {id})
                                            .get(0)
                                            .equals(Corpora.text(id))
                                    && Arrays.equals(
                                            vectors.reconstruct(new long[] {id}).toArray(), once[id])))
                    .isTrue();
        }
    }

    /** One interrupted thread stops, and what it had in its hands stays open for the others. */
    @Test
    void anInterruptedThreadLeavesEverythingOpen() {
        build(EXACT, RunControl.silent());
        try (IndexDirectory opened = open()) {
            VectorIndex index = opened.index(EXACT, RunControl.silent());
            EmbeddingBatch query = embedded(List.of(Corpora.text(77)));
            long[] many = LongStream.range(0, COUNT).toArray();
            Thread.currentThread().interrupt();
            List<String> texts = opened.corpus().texts(new long[] {5});
            EmbeddingBatch rows = opened.vectors().rows(0, COUNT); // longer than what is read from the mapping
            assertThatThrownBy(() -> index.search(query, 3, RunControl.silent()))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("interrupted");
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThat(texts).containsExactly(Corpora.text(5));
            assertThat(rows.toArray())
                    .isEqualTo(opened.vectors().reconstruct(many).toArray());
            assertThat(index.search(query, 1, RunControl.silent()).get(0))
                    .extracting(Neighbor::id)
                    .containsExactly(77L);
        }
    }

    @Test
    void closedPartsRefuse() {
        build(EXACT, RunControl.silent());
        Corpus kept;
        VectorIndex.Reconstruction vectors;
        try (IndexDirectory opened = open()) {
            kept = opened.corpus();
            vectors = opened.index(EXACT, RunControl.silent())
                    .capability(VectorIndex.Reconstruction.class)
                    .orElseThrow();
        }
        assertThatThrownBy(() -> kept.texts(new long[] {0})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vectors.reconstruct(new long[] {0})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCancelledBuildGoesOnAndGivesTheSame() throws IOException {
        IndexManifest whole = build(EXACT, RunControl.silent());
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
            assertThatThrownBy(() -> build(EXACT, control[0], 0.001)).isInstanceOf(CancellationException.class);
            assertThat(directory.toFile().list()).containsExactlyInAnyOrder("c.jsonl", "whole", "index.building");
        }
        IndexManifest resumed = build(EXACT, RunControl.silent());
        assertThat(resumed.contentHash()).isEqualTo(whole.contentHash());
        assertThat(resumed.files()).isEqualTo(whole.files());
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("c.jsonl", "whole", "index");
        assertThat(index.resolve("g1").toFile().list()).doesNotContain("build.json", "progress.json");
    }

    @Test
    void progressCountsTheWholeCorpusAndNeverFallsBack() {
        long[] last = {0};
        build(EXACT, RunControl.reportingTo(event -> {
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
        build(EXACT, RunControl.silent());
        List<Neighbor> exact = first(EXACT);
        assertThat(exact.get(0)).isEqualTo(new Neighbor(77, 1));
        assertThat(first(BARE)).isEqualTo(exact);
        assertThat(index.resolve("g2/bare/rows")).exists();
        byte[] manifest = Files.readAllBytes(index.resolve("manifest.json"));
        assertThat(first(BARE)).isEqualTo(exact);
        assertThat(Files.readAllBytes(index.resolve("manifest.json"))).isEqualTo(manifest);
        assertThat(first(EXACT)).isEqualTo(exact);
        assertThat(IndexManifest.read(index).backends()).containsOnlyKeys("bare", "exact");
    }

    @Test
    void filesOfABackendThatTheManifestDoesNotKnowAreReplaced() throws IOException {
        build(EXACT, RunControl.silent());
        Files.createDirectories(index.resolve("g2/bare"));
        Files.writeString(index.resolve("g2/bare/rows"), "left by a killed process");
        assertThat(first(BARE)).isEqualTo(first(EXACT));
    }

    @Test
    void exactVectorsAreThereEvenIfTheBackendCannotReconstruct() {
        build(BARE, RunControl.silent());
        try (IndexDirectory opened = open()) {
            EmbeddingBatch expected = embedded(List.of(Corpora.text(3)));
            assertThat(opened.index(BARE, RunControl.silent())
                            .capability(VectorIndex.Reconstruction.class)
                            .orElseThrow()
                            .reconstruct(new long[] {3})
                            .toArray())
                    .isEqualTo(expected.toArray());
        }
    }

    @Test
    void whileSomebodyChangesTheIndexABackendIsBuiltElsewhere() throws IOException {
        build(EXACT, RunControl.silent());
        try (DirectoryLock held = DirectoryLock.take(index, "index add")) {
            assertThat(held).isNotNull();
            assertThat(first(BARE)).isEqualTo(first(EXACT));
        }
        assertThat(IndexManifest.read(index).backends()).containsOnlyKeys("exact");
    }

    @Test
    void aFileOutsideTheDirectoryIsNoPartOfIt() throws IOException {
        IndexManifest honest = build(EXACT, RunControl.silent());
        Map<String, IndexManifest.FileEntry> files = new TreeMap<>(honest.files());
        files.put("../c.jsonl", new IndexManifest.FileEntry(Files.size(corpus), Sha256.of(corpus)));
        IndexFiles.writeManifest(
                index,
                IndexManifest.of(
                        1,
                        honest.created(),
                        honest.embedder(),
                        honest.spec(),
                        honest.segments(),
                        honest.deleted(),
                        honest.backends(),
                        files));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no such file, but the manifest of the index lists it");
    }

    @Test
    void tunedParametersAreUsedUnlessTheUserSetsThem() {
        IndexManifest manifest = build(EXACT, RunControl.silent());
        IndexChanges changes = new IndexChanges(IndexSettings.DEFAULT, RunControl.silent());
        changes.tune(index, manifest.generation(), "exact", Map.of("threads", "5"));
        assertThat(description(EXACT)).endsWith("threads: 5");
        assertThat(description(IndexBackend.of(new ExactIndexProvider(), Map.of("threads", "3"))))
                .endsWith("threads: 3");
        assertThatThrownBy(() -> changes.tune(index, manifest.generation(), "exact", Map.of("threads", "5")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was changed while it was tuned");
    }

    @Test
    void backendsThatAreNotGivenAreNamed() {
        build(EXACT, RunControl.silent());
        assertThatThrownBy(() -> new IndexMerge(IndexSettings.DEFAULT, RunControl.silent())
                        .merge(List.of(index), directory.resolve("out"), IndexBackends.of(BARE)))
                .isInstanceOf(StoreException.class)
                .hasMessage("found files of the index backend exact, wanted one of [bare]");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    private String description(IndexBackend backend) {
        try (IndexDirectory opened = open()) {
            return opened.index(backend, RunControl.silent()).traits().description();
        }
    }

    private List<Neighbor> first(IndexBackend backend) {
        try (IndexDirectory opened = open()) {
            EmbeddingBatch query = embedded(List.of(Corpora.text(77)));
            return opened.index(backend, RunControl.silent()).search(query, 3, RunControl.silent()).get(0).stream()
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
