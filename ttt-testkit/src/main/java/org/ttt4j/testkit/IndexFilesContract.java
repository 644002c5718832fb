package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * The half of {@link VectorIndexContract} that is about building and files; extend that class. A damaged file must be
 * refused with a {@link BackendException} of one line, or change no answer; it must never end the JVM. Confined to one
 * thread.
 */
public abstract class IndexFilesContract extends IndexFixture {

    /** Every byte up to here is damaged, as headers stand there; behind it a sample. */
    private static final int HEADER = 64;

    private static final int FLIPS_BEHIND_HEADER = 32;

    IndexFilesContract() {}

    /** A builder that is closed before it finishes leaves an empty directory, which does not open. */
    @Test
    public void unfinishedBuildLeavesNoFile() {
        Path directory = emptyDirectory();
        IndexSpec spec = spec(size(), anyMetric());
        try (IndexBuilder builder = builder(directory, spec)) {
            train(builder, vectors());
            builder.add(vectors(), RunControl.silent());
        }
        assertThat(directory).isEmptyDirectory();
        refusesToOpen(directory, spec, "a directory without an index");
    }

    /** A build that is cancelled and closed leaves an empty directory. */
    @Test
    public void cancelledBuildLeavesNoFile() {
        Path directory = emptyDirectory();
        RunControl cancelled = RunControl.silent();
        cancelled.cancel();
        try (IndexBuilder builder = builder(directory, spec(size(), anyMetric()))) {
            train(builder, vectors());
            assertThatThrownBy(() -> {
                        builder.add(vectors(), cancelled);
                        builder.finish(cancelled);
                    })
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    /**
     * A build of one vector more or fewer than announced is refused, at the latest when it finishes, and leaves an
     * empty directory.
     */
    @Test
    public void missingAndSurplusVectorsAreRefused() {
        for (int announced : new int[] {size() + 1, size() - 1}) {
            Path directory = emptyDirectory();
            try (IndexBuilder builder = builder(directory, spec(announced, anyMetric()))) {
                train(builder, vectors());
                assertThatThrownBy(() -> {
                            builder.add(vectors(), RunControl.silent());
                            builder.finish(RunControl.silent());
                        })
                        .as("announced %d, added %d", announced, size())
                        .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
            }
            assertThat(directory).isEmptyDirectory();
        }
    }

    /** Vectors of another dimension, with a NaN or an infinity are refused by the call that adds them. */
    @Test
    public void wrongVectorsAreRefusedWhenAdded() {
        try (IndexBuilder builder = builder(emptyDirectory(), spec(size(), anyMetric()))) {
            train(builder, vectors());
            EmbeddingBatch longer = Samples.unitVectors(3, DIMENSION + 1, 1);
            assertThatThrownBy(() -> builder.add(longer, RunControl.silent()))
                    .as("vectors of another dimension")
                    .isInstanceOf(IllegalArgumentException.class);
            for (float broken : NOT_FINITE) {
                float[] values = vectors().toArray();
                values[values.length - 2] = broken;
                EmbeddingBatch batch = EmbeddingBatch.of(size(), DIMENSION, values);
                assertThatThrownBy(() -> builder.add(batch, RunControl.silent()))
                        .as("a vector with a component %s", broken)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** Closing a builder twice does nothing more, and adding to it is refused. */
    @Test
    public void builderClosesTwiceAndThenRefuses() {
        IndexBuilder builder = builder(emptyDirectory(), spec(size(), anyMetric()));
        builder.close();
        builder.close();
        assertThatThrownBy(() -> builder.add(vectors(), RunControl.silent())).isInstanceOf(IllegalStateException.class);
    }

    /** An index does not open as one of another dimension, size or metric. */
    @Test
    public void openRefusesAnotherSpec() {
        for (Metric metric : metrics()) {
            Path directory = build(vectors(), metric);
            IndexSpec right = spec(size(), metric);
            String fingerprint = right.embedderFingerprint();
            IndexSpec wider = new IndexSpec(DIMENSION * 2, size(), metric, fingerprint);
            refusesToOpen(directory, wider, "an index of another dimension");
            refusesToOpen(directory, spec(size() + 1, metric), "an index of another size");
            for (Metric other : metrics()) {
                if (other != metric) {
                    refusesToOpen(directory, spec(size(), other), "an index of another metric");
                }
            }
            open(directory, right).close();
        }
    }

    /** Opened again, an index gives the same answers. */
    @Test
    public void reopenedIndexAnswersTheSame() {
        Healthy index = healthy();
        index.answersTheSameOrIsRefused("nothing changed");
        assertThat(index.refused).as("refusals of an undamaged index").isZero();
    }

    /** With a file missing, or a directory in its place, an index does not open or answers as before. */
    @Test
    public void missingFilesAreRefused() {
        Healthy index = healthy();
        for (Path file : index.files) {
            byte[] whole = read(file);
            delete(file);
            index.answersTheSameOrIsRefused(file.getFileName() + " missing");
            makeDirectory(file);
            index.answersTheSameOrIsRefused(file.getFileName() + " being a directory");
            delete(file);
            write(file, whole);
        }
        index.wasRefusedSometimes();
    }

    /** With a file cut at seven lengths or one byte longer, an index does not open or answers as before. */
    @Test
    public void truncatedFilesAreRefused() {
        Healthy index = healthy();
        for (Path file : index.files) {
            byte[] whole = read(file);
            int[] lengths = {0, 1, 7, 8, 20, whole.length / 2, whole.length - 1, whole.length + 1};
            for (int length : lengths) {
                if (length >= 0 && length <= whole.length + 1) {
                    write(file, Arrays.copyOf(whole, length));
                    index.answersTheSameOrIsRefused(
                            file.getFileName() + " of " + whole.length + " bytes cut or grown to " + length);
                }
            }
            write(file, whole);
        }
        index.wasRefusedSometimes();
    }

    /**
     * With the highest or lowest bit flipped in each of a file's first 64 bytes and in some 32 behind them, an index
     * does not open or answers as before.
     */
    @Test
    public void flippedBitsAreRefused() {
        Healthy index = healthy();
        for (Path file : index.files) {
            byte[] bytes = read(file);
            for (int position : positions(bytes.length)) {
                for (int mask : new int[] {0x80, 0x01}) {
                    bytes[position] ^= (byte) mask;
                    write(file, bytes);
                    index.answersTheSameOrIsRefused(
                            file.getFileName() + " with byte " + position + " flipped by " + mask);
                    bytes[position] ^= (byte) mask;
                }
            }
            write(file, bytes);
        }
        index.wasRefusedSometimes();
    }

    /**
     * With a file replaced by prose, zeros or ones of the same length, an index does not open or answers as before.
     */
    @Test
    public void foreignFilesAreRefused() {
        Healthy index = healthy();
        byte[] prose = "this is not an index\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        for (Path file : index.files) {
            byte[] whole = read(file);
            write(file, Arrays.copyOf(prose, whole.length));
            index.answersTheSameOrIsRefused(file.getFileName() + " full of prose");
            write(file, new byte[whole.length]);
            index.answersTheSameOrIsRefused(file.getFileName() + " full of zeros");
            byte[] ones = new byte[whole.length];
            Arrays.fill(ones, (byte) 0xff);
            write(file, ones);
            index.answersTheSameOrIsRefused(file.getFileName() + " full of ones");
            write(file, whole);
        }
        index.wasRefusedSometimes();
    }

    private Healthy healthy() {
        Path directory = build(vectors(), anyMetric());
        IndexSpec spec = spec(size(), anyMetric());
        try (VectorIndex index = open(directory, spec);
                Stream<Path> listed = Files.walk(directory)) {
            List<Path> files = listed.filter(Files::isRegularFile).sorted().toList();
            return new Healthy(directory, spec, files, search(index, queries(5), 10));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> positions(int length) {
        int step = Math.max(1, (length - HEADER) / FLIPS_BEHIND_HEADER);
        return IntStream.concat(
                        IntStream.range(0, Math.min(HEADER, length)),
                        IntStream.iterate(HEADER, position -> position < length, position -> position + step))
                .boxed()
                .collect(Collectors.toList());
    }

    /** An index whose files are about to be damaged, and its answers before. */
    private final class Healthy {
        private final Path directory;
        private final IndexSpec spec;
        private final List<Path> files;
        private final List<List<Neighbor>> answers;
        private int refused;

        private Healthy(Path directory, IndexSpec spec, List<Path> files, List<List<Neighbor>> answers) {
            this.directory = directory;
            this.spec = spec;
            this.files = files;
            this.answers = answers;
            assertThat(files).as("files of the index").isNotEmpty();
            assertThat(answers.get(0)).as("answers of the index").isNotEmpty();
        }

        private void answersTheSameOrIsRefused(String damage) {
            try (VectorIndex index = open(directory, spec)) {
                assertThat(search(index, queries(5), 10))
                        .as("answers of an index that opened with %s", damage)
                        .isEqualTo(answers);
            } catch (BackendException refusal) {
                assertThat(refusal.getMessage()).as("refusal of %s", damage).matches(".{10,}");
                refused++;
            }
        }

        private void wasRefusedSometimes() {
            assertThat(refused).as("damaged files that were noticed").isPositive();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeDirectory(Path file) {
        try {
            Files.createDirectory(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
