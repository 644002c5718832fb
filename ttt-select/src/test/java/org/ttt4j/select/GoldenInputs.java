package org.ttt4j.select;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.ttt4j.api.EmbeddingBatch;

/**
 * The inputs of the golden cases, made as {@code gen.py} specifies: draws of an integer LCG, sums in float64 from left
 * to right, rounded to float32 at the end.
 */
record GoldenInputs(EmbeddingBatch query, EmbeddingBatch candidates) {

    static GoldenInputs of(String structure, long seed, int m, int d, int count) {
        Lcg draws = new Lcg(seed);
        double[][] query = unit(draws.values(m, d));
        double[][] vectors =
                switch (structure) {
                    case "cluster" -> {
                        int centres = Math.max(2, count / 8);
                        double[][] centre = unit(mix(0.7, query, i -> i % m, 0.7, unit(draws.values(centres, d))));
                        yield unit(mix(1.0, centre, i -> i % centres, 0.6, unit(draws.values(count, d))));
                    }
                    case "iid" -> unit(draws.values(count, d));
                    case "dups" -> {
                        int half = (count + 1) / 2;
                        double[][] first = near(query, draws, half, d);
                        double[][] all = Arrays.copyOf(first, count);
                        for (int i = half; i < count; i++) {
                            all[i] = first[i - half].clone();
                        }
                        yield all;
                    }
                    case "neardups" -> {
                        double[][] centre = near(query, draws, (count + 3) / 4, d);
                        yield unit(mix(1.0, centre, i -> i / 4, 1e-3, unit(draws.values(count, d))));
                    }
                    case "zeros" -> {
                        double[][] all = near(query, draws, count, d);
                        for (int i = 2; i < count; i += 5) {
                            Arrays.fill(all[i], 0); // times 0 would leave some -0.0
                        }
                        yield all;
                    }
                    case "opposed" -> scaled(near(query, draws, count, d), i -> i % 2 == 1 ? -1 : 1);
                    case "unnorm" -> {
                        double[][] all = scaled(near(query, draws, count, d), i -> 0.25 + 0.5 * (i % 7));
                        scaled(query, i -> 1.5);
                        yield all;
                    }
                    default -> throw new IllegalArgumentException("found structure " + structure);
                };
        return new GoldenInputs(batch(query), batch(vectors));
    }

    /** Draws as they come, without scaling rows. */
    static EmbeddingBatch uniform(long seed, int rows, int d) {
        return batch(new Lcg(seed).values(rows, d));
    }

    /** SHA-256 of the row-major little-endian float32 bytes, hexadecimal. */
    static String sha256(EmbeddingBatch batch) {
        ByteBuffer bytes = ByteBuffer.allocate(batch.rows() * batch.dimension() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(batch.values());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static double[][] near(double[][] query, Lcg draws, int count, int d) {
        return unit(mix(0.5, query, i -> i % query.length, 0.8, unit(draws.values(count, d))));
    }

    private static double[][] mix(double a, double[][] left, IntUnaryOperator rowOf, double b, double[][] right) {
        double[][] mixed = new double[right.length][right[0].length];
        for (int i = 0; i < mixed.length; i++) {
            double[] row = left[rowOf.applyAsInt(i)];
            for (int j = 0; j < row.length; j++) {
                mixed[i][j] = a * row[j] + b * right[i][j];
            }
        }
        return mixed;
    }

    private static double[][] unit(double[][] rows) {
        for (double[] row : rows) {
            double squares = 0;
            for (double value : row) {
                squares += value * value;
            }
            double length = Math.sqrt(squares);
            for (int j = 0; j < row.length && length > 0; j++) {
                row[j] /= length;
            }
        }
        return rows;
    }

    private static double[][] scaled(double[][] rows, IntToDoubleFunction factorOf) {
        for (int i = 0; i < rows.length; i++) {
            double factor = factorOf.applyAsDouble(i);
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] *= factor;
            }
        }
        return rows;
    }

    private static EmbeddingBatch batch(double[][] rows) {
        int d = rows[0].length;
        float[] values = new float[rows.length * d];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < d; j++) {
                values[i * d + j] = (float) rows[i][j];
            }
        }
        return EmbeddingBatch.of(rows.length, d, values);
    }

    /** x becomes x * a + c modulo 2^64; a draw is the top 24 bits, mapped to [-1, 1). */
    private static final class Lcg {
        private long state;

        private Lcg(long seed) {
            state = seed;
        }

        private double[][] values(int rows, int columns) {
            double[][] values = new double[rows][columns];
            for (double[] row : values) {
                for (int j = 0; j < columns; j++) {
                    state = state * 6364136223846793005L + 1442695040888963407L;
                    row[j] = ((state >>> 40) - 0x800000) * 0x1p-23;
                }
            }
            return values;
        }
    }
}
