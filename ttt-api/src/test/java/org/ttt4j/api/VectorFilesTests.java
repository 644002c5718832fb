package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFilesTests {

    private static final float[] VALUES = {0.5f, -1.25f, 3, 1e-3f, 0, -65504};

    @TempDir
    private Path directory;

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private EmbeddingBatch numpy(String name) throws IOException {
        return VectorFiles.read(write(name, VectorBytes.resource(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32-v1.npy", "float64-v2.npy", "float32-v3.npy"})
    void readsWhatNumPyWrites(String name) throws IOException {
        EmbeddingBatch batch = numpy(name);
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.dimension()).isEqualTo(3);
        assertThat(batch.toArray()).containsExactly(VALUES);
    }

    @Test
    void oneDimensionIsOneRow() throws IOException {
        EmbeddingBatch batch = numpy("one-dimension.npy");
        assertThat(batch.rows()).isEqualTo(1);
        assertThat(batch.toArray()).containsExactly(Arrays.copyOf(VALUES, 3));
    }

    @Test
    void noRowsHaveADimension() throws IOException {
        EmbeddingBatch batch = numpy("no-rows.npy");
        assertThat(batch.rows()).isZero();
        assertThat(batch.dimension()).isEqualTo(3);
    }

    @Test
    void whatIsNotFiniteIsRead() throws IOException {
        float infinity = Float.POSITIVE_INFINITY;
        assertThat(numpy("not-finite.npy").toArray()).containsExactly(Float.NaN, infinity, -infinity, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fortran.npy          | found an array in Fortran order (column by column), wanted C order",
                "big-endian.npy       | found the dtype '>f4' (big-endian), wanted '<f4' or '<f8'",
                "int64.npy            | found the dtype '<i8' (whole numbers), wanted '<f4' or '<f8'",
                "half.npy             | found the dtype '<f2', wanted '<f4' or '<f8'",
                "bool.npy             | found the dtype '|b1' (truth values), wanted",
                "structured.npy       | found a structured dtype, wanted '<f4' or '<f8'",
                "objects.npy          | found the dtype '|O' (pickled Python objects), wanted",
                "three-dimensions.npy | found the shape (2, 2, 2), wanted (n, d), or (d,) for one row",
                "scalar.npy           | found the shape (), wanted (n, d), or (d,) for one row",
                "no-columns.npy       | found the shape (3, 0), wanted n in [0, 2147483647] rows of d in [1,",
                "too-large.npy        | found 1.0E300 in row 1, wanted numbers that float32 can hold",
                "zipped.npz           | found a file that begins with the bytes 50 4b 03 04 2d 00, wanted",
            })
    void whatIsNoMatrixOfFloatsIsNamed(String name, String sentence) {
        assertThatThrownBy(() -> numpy(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(directory.resolve(name) + ": ")
                .hasMessageContaining(sentence.strip());
    }

    @Test
    void contentDecidesBeforeTheName() throws IOException {
        byte[] bytes = VectorBytes.resource("float32-v1.npy");
        assertThat(VectorFiles.read(write("no-extension", bytes)).rows()).isEqualTo(2);
        assertThat(VectorFiles.read(write("really.fvecs", bytes)).rows()).isEqualTo(2);
        assertThat(VectorFiles.read(write("UPPER.FVECS", VectorBytes.fvecs(VALUES)))
                        .dimension())
                .isEqualTo(6);
    }

    @Test
    void manyRowsSpanManyReads() throws IOException {
        int rows = 1700;
        int dimension = 1023; // 1.7 million values: no multiple of the chunk in either format
        float[] values = new float[rows * dimension];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        String shape = "(" + rows + ", " + dimension + ")";
        assertThat(VectorFiles.read(write("f4.npy", VectorBytes.npy(VectorBytes.header(shape), values)))
                        .toArray())
                .isEqualTo(values);
        double[] wide =
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        assertThat(VectorFiles.read(write("f8.npy", VectorBytes.wideNpy(shape, wide)))
                        .toArray())
                .isEqualTo(values);
        float[][] split = new float[rows][];
        Arrays.setAll(split, i -> Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension));
        EmbeddingBatch batch = VectorFiles.read(write("many.fvecs", VectorBytes.fvecs(split)));
        assertThat(batch.rows()).isEqualTo(rows);
        assertThat(batch.toArray()).isEqualTo(values);
    }

    @Test
    void float64IsRoundedToTheNearestFloat32() throws IOException {
        double[] wide = {0.1, 1 + 0x1p-24, 1 + 0x1.8p-23, 1e-60, Math.PI};
        float[] rounded = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            rounded[i] = (float) wide[i];
        }
        assertThat(VectorFiles.read(write("x.npy", VectorBytes.wideNpy("(5,)", wide)))
                        .toArray())
                .containsExactly(rounded);
    }

    @Test
    void whatFloat32CannotHoldIsNamedByItsRow() throws IOException {
        double[] wide = new double[300_000];
        wide[299_999] = -1e39;
        Path file = write("x.npy", VectorBytes.wideNpy("(150000, 2)", wide));
        assertThatThrownBy(() -> VectorFiles.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": found -1.0E39 in row 149999, wanted numbers that float32 can hold");
    }

    @Test
    void whatIsNoSuchFileIsOneSentence() throws IOException {
        Path none = directory.resolve("none.npy");
        assertThatThrownBy(() -> VectorFiles.read(none))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> VectorFiles.read(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(directory + ": is a directory, wanted a .npy or .fvecs file");
        for (String name : new String[] {"x.npy", "x.fvecs", "x"}) {
            Path empty = write(name, new byte[0]);
            assertThatThrownBy(() -> VectorFiles.read(empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(empty + ": is empty, wanted vectors as .npy or .fvecs");
        }
        Path text = write("x.txt", new byte[] {'1', ' ', '2'});
        assertThatThrownBy(() -> VectorFiles.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + ": found a file that begins with the bytes 31 20 32, wanted a NumPy array (.npy)"
                        + " or a name that ends in .fvecs");
    }
}
