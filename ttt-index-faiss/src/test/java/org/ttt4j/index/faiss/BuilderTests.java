package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Building: order of calls, training, progress, cancellation, files. */
class BuilderTests {

    private final EmbeddingBatch vectors = Fixtures.vectors(500, 8, 1);

    @TempDir
    Path directory;

    @AfterEach
    void nothingStaysOpen() {
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    private IndexBuilder builder(String factory) {
        return builder(factory, vectors.rows());
    }

    private IndexBuilder builder(String factory, long size) {
        IndexSpec spec = new IndexSpec(8, size, Metric.L2, Fixtures.FINGERPRINT);
        return new FaissIndexProvider().build(directory, spec, Fixtures.settings("factory", factory));
    }

    @Test
    void tellsHowManyTrainingRowsItWants() {
        List<Long> wanted = new ArrayList<>();
        for (String factory : List.of("Flat", "HNSW8", "IVF1024,Flat", "SQ8", "PCA4,IVF300,Flat", "PQ4x12np")) {
            try (IndexBuilder builder = builder(factory, 1_000_000)) {
                wanted.add(builder.trainingRows());
            }
        }
        assertThat(wanted).containsExactly(0L, 0L, 65_536L, 16_384L, 19_200L, 262_144L);
        try (IndexBuilder builder = builder("IVF1024,Flat")) {
            assertThat(builder.trainingRows()).isEqualTo(500);
        }
    }

    @Test
    void aSampleThatIsTooSmallIsRefusedWithTheNumberWanted() {
        try (IndexBuilder builder = builder("IVF1024,Flat")) {
            assertThatThrownBy(() -> builder.train(Fixtures.rows(vectors, 0, 100), RunControl.silent()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("found 100 training rows, wanted at least 1024 for factory=IVF1024,Flat");
            assertThatThrownBy(() -> builder.train(Fixtures.rows(vectors, 0, 0), RunControl.silent()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theOrderOfCallsIsChecked() {
        RunControl control = RunControl.silent();
        try (IndexBuilder builder = builder("IVF4,Flat")) {
            assertThatThrownBy(() -> builder.add(vectors, control))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wanted train() first");
            builder.train(vectors, control);
            assertThat(builder.trainingRows()).isZero();
            assertThatThrownBy(() -> builder.train(vectors, control)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> builder.finish(control))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("found 0 added vectors, wanted 500");
            builder.add(vectors, control);
            builder.finish(control);
            assertThatThrownBy(() -> builder.add(vectors, control)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> builder.finish(control)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aFullDirectoryAndAMissingOneAreRefused() {
        Fixtures.build(directory, vectors, Metric.L2, Fixtures.settings());
        assertThatThrownBy(() -> builder("Flat"))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("found an index in");
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> Fixtures.build(missing, vectors, Metric.L2, Fixtures.settings()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("wanted an existing empty one");
        assertThatThrownBy(() -> Fixtures.open(missing, vectors, Metric.L2, Fixtures.settings()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found no file");
    }

    @Test
    void reportsProgressAndStopsBetweenBatches() {
        EmbeddingBatch many = Fixtures.vectors(4000, 1024, 1); // four calls of 1024 rows
        IndexSpec spec = Fixtures.spec(many, Metric.L2);
        List<Progress> events = new ArrayList<>();
        RunControl[] control = new RunControl[1];
        control[0] = RunControl.reportingTo(event -> {
            events.add(event);
            if (events.size() == 2) {
                control[0].cancel();
            }
        });
        try (IndexBuilder builder = new FaissIndexProvider().build(directory, spec, Fixtures.settings())) {
            assertThatThrownBy(() -> builder.add(many, control[0])).isInstanceOf(CancellationException.class);
            assertThat(events)
                    .containsExactly(
                            new Progress.Advanced("add", 1024, 4000), new Progress.Advanced("add", 2048, 4000));
            assertThatThrownBy(() -> builder.finish(RunControl.silent())).isInstanceOf(IllegalStateException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aBatchWithABadRowAddsNothing() {
        float[] values = Fixtures.vectors(200_000, 8, 1).toArray(); // more than one call
        values[8 * 199_999] = Float.NaN;
        try (IndexBuilder builder = builder("Flat", 500)) {
            assertThatThrownBy(() -> builder.add(EmbeddingBatch.of(200_000, 8, values), RunControl.silent()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "found the value NaN in column 0 in row 199999, wanted finite values and a squared length "
                                    + "of at most 8.0E37");
            builder.add(vectors, RunControl.silent());
            builder.finish(RunControl.silent());
        }
    }

    @Test
    void aPathOutsideAsciiWorks() throws IOException {
        String name = "\u00fcber \u65e5\u672c 'x' %s";
        assumeTrue(
                Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode(name),
                "needs a locale with such file names");
        Path odd = Files.createDirectory(directory.resolve(name));
        try (VectorIndex index = Fixtures.opened(odd, vectors, Metric.L2, Fixtures.settings())) {
            assertThat(index.search(Fixtures.rows(vectors, 7, 1), 1, RunControl.silent())
                            .get(0)
                            .get(0)
                            .id())
                    .isEqualTo(7);
        }
    }

    /** Five rows stay in the stream's buffer until it is flushed, where FAISS's own writer would lose the error. */
    @ParameterizedTest
    @ValueSource(ints = {5, 500})
    void aFullDiskIsReportedAndLeavesNothing(int rows) throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs /dev/full to stand for a full disk");
        Files.createSymbolicLink(directory.resolve("index.faiss.tmp"), full);
        try (IndexBuilder builder = builder("Flat", rows)) {
            builder.add(Fixtures.rows(vectors, 0, rows), RunControl.silent());
            assertThatThrownBy(() -> builder.finish(RunControl.silent()))
                    .isInstanceOf(BackendException.class)
                    .hasMessageMatching("cannot write .*No space left on device.*");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Flat", "IVF8,Flat", "IVF4,SQ8", "PQ4x4np"})
    void theSameInputGivesTheSameBytes(String factory) throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        for (Path each : List.of(first, second)) {
            Fixtures.build(each, vectors, Metric.L2, Fixtures.settings("factory", factory));
        }
        assertThat(new IndexFiles(first).index()).hasSameBinaryContentAs(new IndexFiles(second).index());
        assertThat(new IndexFiles(first).seal()).hasSameBinaryContentAs(new IndexFiles(second).seal());
    }
}
