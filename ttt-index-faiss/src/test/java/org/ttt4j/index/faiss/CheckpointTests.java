package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;

/** A build that goes on where another one ended. */
class CheckpointTests {

    private final EmbeddingBatch vectors = Fixtures.vectors(500, 8, 1);
    private final RunControl control = RunControl.silent();

    @TempDir
    Path directory;

    private Path whole;
    private Path interrupted;

    @BeforeEach
    void twoDirectories() throws IOException {
        whole = Files.createDirectory(directory.resolve("whole"));
        interrupted = Files.createDirectory(directory.resolve("interrupted"));
    }

    @AfterEach
    void nothingStaysOpen() {
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    private IndexBuilder builder(Path into, String factory) {
        return new FaissIndexProvider()
                .build(into, Fixtures.spec(vectors, Metric.L2), Fixtures.settings("factory", factory, "threads", "1"));
    }

    /** Builds from where the builder stands to a row; the sample is always the same. */
    private void upTo(IndexBuilder builder, int end) {
        if (builder.trainingRows() > 0) {
            builder.train(vectors, control);
        }
        for (int from = (int) builder.resumed(); from < end; from += 50) {
            builder.add(Fixtures.rows(vectors, from, 50), control);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Flat",
                "SQfp16",
                "IVF8,Flat",
                "IVF4,SQ8",
                "PQ4x4np",
                "HNSW8",
                "HNSW8,SQ8",
                "IDMap2,HNSW8",
                "PCA4,HNSW8",
                "IVF8_HNSW4,Flat",
                "OPQ4,IVF4,PQ4x4np,RFlat"
            })
    void theIndexIsTheSameWhateverInterruptsTheBuild(String factory) {
        try (IndexBuilder builder = builder(whole, factory)) {
            upTo(builder, 500);
            builder.finish(control);
        }
        try (IndexBuilder builder = builder(interrupted, factory)) {
            upTo(builder, 0);
            builder.checkpoint(control); // trained and empty
        }
        for (int stop : new int[] {200, 350}) {
            try (IndexBuilder builder = builder(interrupted, factory)) {
                upTo(builder, stop);
                builder.checkpoint(control);
                builder.add(Fixtures.rows(vectors, stop, 50), control); // is lost
            }
        }
        try (IndexBuilder builder = builder(interrupted, factory)) {
            assertThat(builder.resumed()).isEqualTo(350);
            upTo(builder, 500);
            builder.finish(control);
        }
        assertThat(new IndexFiles(interrupted).index()).hasSameBinaryContentAs(new IndexFiles(whole).index());
        assertThat(interrupted).isDirectoryNotContaining("glob:**checkpoint*");
    }

    @Test
    void whatIsNotWholeOrNotOursIsNotGoneOnWith() throws IOException {
        try (IndexBuilder builder = builder(interrupted, "IVF8,Flat")) {
            upTo(builder, 200);
            builder.checkpoint(control);
            upTo(builder, 250); // resumed() is still 0: the same rows again
            builder.checkpoint(control);
        }
        try (IndexBuilder other = builder(interrupted, "IVF4,Flat")) {
            assertThat(other.resumed()).isZero();
        }
        IndexFiles newer = new IndexFiles(interrupted, "checkpoint-1");
        byte[] bytes = Files.readAllBytes(newer.index());
        bytes[bytes.length / 2] ^= 1;
        Files.write(newer.index(), bytes);
        try (IndexBuilder builder = builder(interrupted, "IVF8,Flat")) {
            assertThat(builder.resumed()).isEqualTo(200);
        }
        Files.delete(new IndexFiles(interrupted, "checkpoint-0").seal());
        try (IndexBuilder builder = builder(interrupted, "IVF8,Flat")) {
            assertThat(builder.resumed()).isZero();
        }
        try (Stream<Path> left = Files.list(interrupted)) {
            assertThat(left.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
    }
}
