package org.ttt4j.index.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.testkit.Seeds;

/** What a block says about the error of a product, against products in float64 of vectors of all magnitudes. */
class ErrorBoundTests {

    static LongStream seeds() {
        return Seeds.fresh(40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void boundsHoldAndAreNotLoose(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int dimension = 1 + random.nextInt(200);
        int queries = 1 + random.nextInt(20);
        float[][] rows = new float[Block.ROWS][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = vector(random, dimension);
        }
        float[] asked = new float[queries * dimension];
        for (int query = 0; query < queries; query++) {
            System.arraycopy(vector(random, dimension), 0, asked, query * dimension, dimension);
        }
        EmbeddingBatch batch = EmbeddingBatch.of(queries, dimension, asked);
        for (Storage storage : Storage.values()) {
            Block block = new Block(dimension, storage);
            int shift = 64 * random.nextInt(3);
            ByteBuffer piece = ByteBuffer.allocateDirect(shift + block.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            piece.put(shift, block.encode(rows, rows.length));
            for (Kernel kernel : List.of(new ScalarKernel(), Kernels.vector().orElseThrow())) {
                for (Metric metric : Metric.values()) {
                    Queries some = new Queries(batch, 0, queries, metric, storage);
                    float[] products = new float[queries * Block.ROWS];
                    Kernel.Products multiply = kernel.products(block, some.scaled());
                    multiply.read(piece);
                    multiply.multiply(shift + Block.HEAD_BYTES, products);
                    for (int i = 0; i < products.length; i++) {
                        check(some, i / Block.ROWS, rows[i % Block.ROWS], i % Block.ROWS, piece, shift, products[i]);
                    }
                }
            }
        }
    }

    private static void check(
            Queries queries, int query, float[] vector, int row, ByteBuffer piece, int at, float product) {
        float scale = piece.getFloat(at + row * Float.BYTES);
        float error = piece.getFloat(at + (Block.ROWS + row) * Float.BYTES);
        float half = piece.getFloat(at + (2 * Block.ROWS + row) * Float.BYTES);
        double similarity = queries.similarity(query, product, scale, half);
        double bound = queries.error(query, error, half);
        double truth = queries.exact(query, vector);
        double lengths = 0;
        double own = 0;
        for (int i = 0; i < vector.length; i++) {
            lengths += (double) vector[i] * vector[i];
            own += (double) queries.row(query)[i] * queries.row(query)[i];
        }
        double rounded = 0x1p-24 * Math.abs(truth) + 0x1p-149; // exact() rounds once
        assertThat(Math.abs(similarity - truth))
                .as("error of %s against %s", similarity, truth)
                .isLessThanOrEqualTo(bound + rounded);
        assertThat(bound)
                .as("bound, relative to the lengths: loose ones would put all rows in doubt")
                .isLessThanOrEqualTo(0.2 * Math.sqrt(lengths * own) + 1e-6 * (lengths + own) + 1e-30);
    }

    /** Gaussian, or with few large components, of any length that is allowed; sometimes zero. */
    private static float[] vector(SplittableRandom random, int dimension) {
        double length =
                switch (random.nextInt(8)) {
                    case 0 -> 1e-38;
                    case 1 -> 1e16;
                    case 2 -> 0;
                    default -> Math.pow(10, random.nextInt(-4, 5));
                };
        boolean spiky = random.nextInt(4) == 0;
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) (length * random.nextGaussian() * (spiky && random.nextInt(10) > 0 ? 1e-4 : 1));
        }
        return vector;
    }
}
