package org.ttt4j.index.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Loops that the JIT compilers of 17 and 25 turn into vector instructions: a sum along a vector they leave alone, since
 * float32 sums may not be reordered, but not the elementwise sum of whole strips of columns, each array indexed from 0.
 * Strips are copied out of the mapped file for that, and each query is repeated 16 times. Thread-safe.
 */
final class ScalarKernel implements Kernel {

    /** Columns of a strip. */
    private static final int COLUMNS = 32;

    private static final int STRIP = COLUMNS * Block.ROWS;

    @Override
    public String description() {
        return "plain loops";
    }

    @Override
    public Products products(Block block, float[][] queries) {
        return new Strips(block, queries);
    }

    /** Works on two strips at a time. Confined to one thread. */
    private static final class Strips implements Products {
        private final int dimension;
        private final Decoder decoder;
        private final float[][][] repeated; // (m, strips, STRIP), an even number of strips
        private final float[][] sums; // (m, STRIP)
        private final float[] first = new float[STRIP];
        private final float[] second = new float[STRIP];
        private final float[] half = new float[STRIP / 2];
        private final float[] quarter = new float[STRIP / 4];

        Strips(Block block, float[][] queries) {
            this.dimension = block.dimension();
            this.decoder = new Decoder(block.storage());
            int strips = 2 * ((dimension + 2 * COLUMNS - 1) / (2 * COLUMNS));
            this.repeated = new float[queries.length][strips][STRIP]; // zero beyond the last column
            this.sums = new float[queries.length][STRIP];
            for (int query = 0; query < queries.length; query++) {
                for (int i = 0; i < dimension * Block.ROWS; i++) {
                    repeated[query][i / STRIP][i % STRIP] = queries[query][i / Block.ROWS];
                }
            }
        }

        @Override
        public void read(ByteBuffer piece) {
            decoder.read(piece);
        }

        @Override
        public void multiply(int codesAt, float[] to) {
            for (int strip = 0; strip * COLUMNS < dimension; strip += 2) {
                decode(codesAt, strip, first);
                decode(codesAt, strip + 1, second); // beyond the last column what was there meets a zero
                for (int query = 0; query < sums.length; query++) {
                    float[] left = repeated[query][strip];
                    float[] right = repeated[query][strip + 1];
                    if (strip == 0) {
                        start(first, second, left, right, sums[query]);
                    } else {
                        add(first, second, left, right, sums[query]);
                    }
                }
            }
            for (int query = 0; query < sums.length; query++) {
                fold(sums[query], to, query * Block.ROWS);
            }
        }

        private void decode(int codesAt, int strip, float[] to) {
            int columns = Math.min(COLUMNS, dimension - strip * COLUMNS);
            if (columns > 0) {
                decoder.decode(codesAt, strip * STRIP, columns * Block.ROWS, to);
            }
        }

        private static void start(float[] a, float[] b, float[] p, float[] q, float[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = a[i] * p[i] + b[i] * q[i];
            }
        }

        private static void add(float[] a, float[] b, float[] p, float[] q, float[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = sums[i] + a[i] * p[i] + b[i] * q[i];
            }
        }

        private void fold(float[] sum, float[] to, int at) {
            System.arraycopy(sum, STRIP / 2, half, 0, STRIP / 2);
            addTo(half, sum);
            System.arraycopy(half, STRIP / 4, quarter, 0, STRIP / 4);
            addTo(quarter, half);
            for (int row = 0; row < Block.ROWS; row++) {
                float total = 0;
                for (int i = row; i < quarter.length; i += Block.ROWS) {
                    total += quarter[i];
                }
                to[at + row] = total;
            }
        }

        private static void addTo(float[] sums, float[] others) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = sums[i] + others[i];
            }
        }
    }

    /** Copies codes out of a mapped file as float32. Confined to one thread. */
    private static final class Decoder {
        private final Storage storage;
        private final short[] halves = new short[STRIP];
        private final byte[] bytes = new byte[STRIP];
        private ByteBuffer piece;
        private FloatBuffer pieceFloats;
        private ShortBuffer pieceShorts;

        Decoder(Storage storage) {
            this.storage = storage;
        }

        void read(ByteBuffer next) {
            piece = next;
            ByteBuffer little = next.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            pieceFloats = little.asFloatBuffer();
            pieceShorts = little.asShortBuffer();
        }

        void decode(int codesAt, int from, int count, float[] to) {
            switch (storage) {
                case FLOAT32 -> pieceFloats.get(codesAt / Float.BYTES + from, to, 0, count);
                case FLOAT16 -> {
                    pieceShorts.get(codesAt / Short.BYTES + from, halves, 0, count);
                    for (int i = 0; i < count; i++) {
                        to[i] = Storage.rawHalf(halves[i]);
                    }
                }
                case INT8 -> {
                    piece.get(codesAt + from, bytes, 0, count);
                    for (int i = 0; i < count; i++) {
                        to[i] = bytes[i];
                    }
                }
            }
        }
    }
}
