package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

/** Training in parts: where they end, and how often a new process goes on, leaves no trace in the index. */
class TrainingTests {

    private final RunControl control = RunControl.silent();

    @TempDir
    Path directory;

    private Path whole;
    private Path parts;

    @BeforeEach
    void twoDirectories() throws IOException {
        whole = Files.createDirectory(directory.resolve("whole"));
        parts = Files.createDirectory(directory.resolve("parts"));
    }

    @AfterEach
    void nothingStaysOpen() {
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    /** In parts as short as can be, a new builder going on after some of them; 4097 rows are two blocks. */
    @ParameterizedTest
    @CsvSource({
        "'IVF8,Flat', L2, 4097, 1",
        "'IVF8,Flat', INNER_PRODUCT, 4097, 1",
        "'IVF8_HNSW4,SQ8', L2, 600, 1",
        "PQ4x4np, L2, 600, 7",
        "'IVF4,PQ4x4np', L2, 600, 7",
        "'IVF4,PQ4x4np', INNER_PRODUCT, 600, 7",
        "'PCA4,IVF4,PQ2x4np', L2, 600, 7",
        "'IDMap2,OPQ2_4,IVF4,PQ2x4np,RFlat', L2, 600, 70",
        "RQ2x4, L2, 600, 1"
    })
    void theIndexIsTheSameWhereverPartsEnd(String factory, Metric metric, int rows, int partsPerBuilder) {
        EmbeddingBatch vectors = Fixtures.vectors(rows, 8, 1);
        Settings settings = Fixtures.settings("factory", factory, "threads", "1");
        Fixtures.build(whole, vectors, metric, settings);
        boolean trained = false;
        int builders = 0;
        while (!trained) {
            try (FaissIndexBuilder builder = builder(vectors, metric, settings)) {
                for (int part = 0; part < partsPerBuilder && !trained; part++) {
                    trained = builder.trainPart(vectors, 0, control);
                }
                builder.checkpoint(control);
                builders++;
            }
        }
        assertThat(builders).isGreaterThan(factory.startsWith("RQ") ? 0 : 3);
        assertThat(parts).isDirectoryNotContaining("glob:**training-*");
        try (FaissIndexBuilder builder = builder(vectors, metric, settings)) {
            assertThat(builder.trainingRows()).isZero();
            builder.add(vectors, control);
            builder.finish(control);
        }
        assertThat(new IndexFiles(parts).index()).hasSameBinaryContentAs(new IndexFiles(whole).index());
        assertThat(parts.toFile().list()).containsExactlyInAnyOrder("index.faiss", "index.seal");
    }

    private FaissIndexBuilder builder(EmbeddingBatch vectors, Metric metric, Settings settings) {
        return (FaissIndexBuilder) new FaissIndexProvider().build(parts, Fixtures.spec(vectors, metric), settings);
    }

    @Test
    void shardsGoOnWithTheTrainingOfAll() {
        EmbeddingBatch vectors = Fixtures.vectors(600, 8, 1);
        Settings settings = Fixtures.settings("factory", "IVF8,PQ2x4np", "shards", "3", "threads", "1");
        Fixtures.build(whole, vectors, Metric.L2, settings);
        try (FaissIndexBuilder begun = FaissIndexBuilder.start(
                directory(parts.resolve("shard-0")),
                new Shards(parts, Fixtures.spec(vectors, Metric.L2), 3).spec(0),
                FaissSettings.from(settings),
                new Shards(parts, Fixtures.spec(vectors, Metric.L2), 3).trainings(),
                Optional.empty(),
                settings)) {
            for (int part = 0; part < 15; part++) {
                assertThat(begun.trainPart(vectors, 0, control)).isFalse();
            }
            begun.checkpoint(control);
        }
        List<Progress> events = new ArrayList<>();
        try (IndexBuilder builder =
                new FaissIndexProvider().build(parts, Fixtures.spec(vectors, Metric.L2), settings)) {
            builder.train(vectors, RunControl.reportingTo(events::add));
            builder.add(vectors, control);
            builder.finish(control);
        }
        assertThat(((Progress.Advanced) events.get(0)).done()).isPositive();
        for (int shard = 0; shard < 3; shard++) {
            String name = "shard-" + shard;
            assertThat(new IndexFiles(parts.resolve(name)).index())
                    .hasSameBinaryContentAs(new IndexFiles(whole.resolve(name)).index());
        }
        assertThat(parts).isDirectoryNotContaining("glob:**training-*");
    }

    private static Path directory(Path made) {
        assertThat(made.toFile().mkdir()).isTrue();
        return made;
    }

    @Test
    void anotherSampleAndADamagedCheckpointBeginAnew() throws IOException {
        EmbeddingBatch vectors = Fixtures.vectors(600, 8, 1);
        Settings settings = Fixtures.settings("factory", "IVF8,PQ2x4np");
        try (FaissIndexBuilder builder = builder(vectors, Metric.L2, settings)) {
            for (int part = 0; part < 5; part++) {
                builder.trainPart(vectors, 0, control);
            }
            builder.checkpoint(control);
            assertThatThrownBy(() -> builder.trainPart(Fixtures.rows(vectors, 0, 500), 0, control))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("found 500 training rows, wanted the same 600 in every part");
        }
        assertThat(firstReport(vectors, settings)).isPositive();
        assertThat(firstReport(Fixtures.vectors(600, 8, 2), settings)).isZero();
        Path file = parts.resolve("training-0.faiss");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(firstReport(vectors, settings)).isZero();
    }

    /** What is done already when the training begins. */
    private long firstReport(EmbeddingBatch vectors, Settings settings) {
        List<Progress> events = new ArrayList<>();
        try (FaissIndexBuilder builder = builder(vectors, Metric.L2, settings)) {
            builder.trainPart(vectors, 0, RunControl.reportingTo(events::add));
        }
        return ((Progress.Advanced) events.get(0)).done();
    }

    @Test
    void progressOnlyGrowsAndEndsWithAll() {
        EmbeddingBatch vectors = Fixtures.vectors(600, 8, 1);
        List<Long> done = new ArrayList<>();
        try (FaissIndexBuilder builder =
                builder(vectors, Metric.L2, Fixtures.settings("factory", "OPQ2_4,IVF4,PQ2x4np"))) {
            RunControl reporting = RunControl.reportingTo(event -> done.add(((Progress.Advanced) event).done()));
            boolean trained = false;
            while (!trained) {
                trained = builder.trainPart(vectors, 0, reporting);
            }
        }
        assertThat(done).isSorted().startsWith(0L).endsWith(600L).hasSizeGreaterThan(100);
    }
}
