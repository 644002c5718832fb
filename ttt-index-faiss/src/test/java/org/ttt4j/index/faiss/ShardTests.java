package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.api.VectorIndex.RangeSearch;
import org.ttt4j.api.VectorIndex.Reconstruction;

/** An index in several files answers as one in a single file does. */
class ShardTests {

    private final EmbeddingBatch vectors = Fixtures.vectors(500, 8, 1);
    private final EmbeddingBatch queries = Fixtures.vectors(10, 8, 2); // few enough that FAISS calls no BLAS
    private final IndexSpec spec = Fixtures.spec(vectors, Metric.L2);
    private final RunControl control = RunControl.silent();

    @TempDir
    Path directory;

    private Path whole;
    private Path sharded;

    @BeforeEach
    void twoDirectories() throws IOException {
        whole = Files.createDirectory(directory.resolve("whole"));
        sharded = Files.createDirectory(directory.resolve("sharded"));
    }

    @AfterEach
    void nothingStaysOpen() {
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    private static Settings settings(String factory, int shards) {
        return Fixtures.settings("factory", factory, "shards", String.valueOf(shards), "threads", "1", "nprobe", "8");
    }

    private void build(Path into, String factory, int shards) {
        try (IndexBuilder builder = new FaissIndexProvider().build(into, spec, settings(factory, shards))) {
            upTo(builder, 500);
            builder.finish(control);
        }
    }

    /** Batches of 70 reach over the ends of shards. */
    private void upTo(IndexBuilder builder, int end) {
        if (builder.trainingRows() > 0) {
            builder.train(vectors, control);
        }
        for (int from = (int) builder.resumed(); from < end; from += 70) {
            builder.add(Fixtures.rows(vectors, from, Math.min(70, end - from)), control);
        }
    }

    private VectorIndex open(Path from) {
        return new FaissIndexProvider().open(from, spec, settings("Flat", 1));
    }

    /** The same trained part for all: even what is compressed is found alike. */
    @ParameterizedTest
    @ValueSource(strings = {"Flat", "SQ8", "IVF8,Flat", "IVF8,SQ8", "IVF8,PQ4x4np"})
    void answersAreThoseOfOneFile(String factory) {
        build(whole, factory, 1);
        build(sharded, factory, 7);
        try (VectorIndex one = open(whole);
                VectorIndex many = open(sharded)) {
            assertThat(many.search(queries, 30, control)).isEqualTo(one.search(queries, 30, control));
            IdSet out = IdSet.of(LongStream.range(100, 350).toArray());
            assertThat(many.searchWithout(queries, 30, out, control))
                    .isEqualTo(one.searchWithout(queries, 30, out, control));
            float least = one.search(queries, 40, control).get(0).get(39).similarity();
            assertThat(many.capability(RangeSearch.class).orElseThrow().searchRange(queries, least, control))
                    .isEqualTo(one.capability(RangeSearch.class).orElseThrow().searchRange(queries, least, control));
            long[] ids = {499, 0, 71, 72, 72};
            assertThat(many.capability(Reconstruction.class)
                            .orElseThrow()
                            .reconstruct(ids)
                            .toArray())
                    .isEqualTo(one.capability(Reconstruction.class)
                            .orElseThrow()
                            .reconstruct(ids)
                            .toArray());
            assertThat(many.traits().exact()).isEqualTo(one.traits().exact());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Flat", "HNSW8", "IVF8,SQ8"})
    void aBuildGoesOnInTheShardItHadComeTo(String factory) throws IOException {
        build(whole, factory, 4);
        for (int stop : new int[] {70, 140, 140, 490}) { // of 125 a shard: the second stop is in the second one
            try (IndexBuilder builder = new FaissIndexProvider().build(sharded, spec, settings(factory, 4))) {
                assertThat(builder.resumed()).isIn(0L, 70L, 140L);
                upTo(builder, stop);
                builder.checkpoint(control);
            }
        }
        build(sharded, factory, 4);
        for (int i = 0; i < 4; i++) {
            assertThat(sharded.resolve("shard-" + i + "/index.faiss"))
                    .hasSameBinaryContentAs(whole.resolve("shard-" + i + "/index.faiss"));
        }
        assertThat(sharded).isDirectoryNotContaining("glob:**trained*");
    }

    @Test
    void anUnfinishedBuildIsNoIndexAndOneOfAnotherKindIsNotGoneOnWith() {
        try (IndexBuilder builder = new FaissIndexProvider().build(sharded, spec, settings("IVF8,Flat", 4))) {
            upTo(builder, 300);
            builder.checkpoint(control);
        }
        assertThatThrownBy(() -> open(sharded)).isInstanceOf(BackendException.class);
        try (IndexBuilder other = new FaissIndexProvider().build(sharded, spec, settings("IVF4,Flat", 4))) {
            assertThat(other.resumed()).isZero();
        }
        assertThat(sharded).isEmptyDirectory();
    }

    @Test
    void aShardThatIsMissingIsNamed() throws IOException {
        build(sharded, "Flat", 3);
        Files.move(sharded.resolve("shard-2"), whole.resolve("shard-2"));
        assertThatThrownBy(() -> open(sharded))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found size=166")
                .hasMessageContaining("wanted 250");
    }

    @Test
    void aFactoryThatFaissRefusesLeavesNothing() {
        assertThatThrownBy(() -> new FaissIndexProvider().build(sharded, spec, settings("Nonsense", 4)))
                .isInstanceOf(ConfigException.class);
        assertThat(sharded).isEmptyDirectory();
    }
}
