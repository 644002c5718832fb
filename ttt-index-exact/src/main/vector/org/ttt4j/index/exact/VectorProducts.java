package org.ttt4j.index.exact;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products of blocks with queries, 4, 8 or 16 rows at a time. Eight queries share each load; those left over go one
 * by one, with four sums each so that additions need not wait for each other. The loops stand once per storage: the JIT
 * compiler keeps vectors in registers only where it sees the load. Confined to one thread.
 */
abstract class VectorProducts implements Kernel.Products {

    static final VectorSpecies<Float> SPECIES = VectorKernel.SPECIES;
    static final int LANES = SPECIES.length();
    static final int ROWS = Block.ROWS;

    private static final int TOGETHER = 8;
    private static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(SPECIES.vectorBitSize()));

    final int dimension;
    private final float[][] queries;
    private final float[][] groups; // of eight: component by component
    Object view;

    VectorProducts(int dimension, float[][] queries) {
        this.dimension = dimension;
        this.queries = queries;
        this.groups = new float[queries.length / TOGETHER][dimension * TOGETHER];
        for (int i = 0; i < groups.length * TOGETHER; i++) {
            for (int column = 0; column < dimension; column++) {
                groups[i / TOGETHER][column * TOGETHER + i % TOGETHER] = queries[i][column];
            }
        }
    }

    @Override
    public final void read(ByteBuffer piece) {
        view = Mapped.view(piece);
    }

    @Override
    public final void multiply(int codesAt, float[] to) {
        for (int group = 0; group < groups.length; group++) {
            for (int lane = 0; lane < ROWS; lane += LANES) {
                eight(codesAt, lane, groups[group], to, group * TOGETHER * ROWS + lane);
            }
        }
        for (int query = groups.length * TOGETHER; query < queries.length; query++) {
            for (int lane = 0; lane < ROWS; lane += LANES) {
                one(codesAt, lane, queries[query]).intoArray(to, query * ROWS + lane);
            }
        }
    }

    abstract FloatVector one(int codesAt, int lane, float[] query);

    abstract void eight(int codesAt, int lane, float[] queries, float[] to, int at);

    /** Blocks of float32. Confined to one thread. */
    static final class OfFloats extends VectorProducts {

        OfFloats(int dimension, float[][] queries) {
            super(dimension, queries);
        }

        @Override
        FloatVector one(int codesAt, int lane, float[] query) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            int at = codesAt + lane * Float.BYTES;
            int column = 0;
            for (; column + 3 < dimension; column += 4, at += 4 * ROWS * Float.BYTES) {
                a = load(at).fma(FloatVector.broadcast(SPECIES, query[column]), a);
                b = load(at + ROWS * Float.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 1]), b);
                c = load(at + 2 * ROWS * Float.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 2]), c);
                d = load(at + 3 * ROWS * Float.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 3]), d);
            }
            for (; column < dimension; column++, at += ROWS * Float.BYTES) {
                a = load(at).fma(FloatVector.broadcast(SPECIES, query[column]), a);
            }
            return a.add(b).add(c.add(d));
        }

        @Override
        void eight(int codesAt, int lane, float[] queries, float[] to, int start) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            FloatVector e = a;
            FloatVector f = a;
            FloatVector g = a;
            FloatVector h = a;
            int at = codesAt + lane * Float.BYTES;
            for (int i = 0; i < dimension * 8; i += 8, at += ROWS * Float.BYTES) {
                FloatVector codes = load(at);
                a = codes.fma(FloatVector.broadcast(SPECIES, queries[i]), a);
                b = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 1]), b);
                c = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 2]), c);
                d = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 3]), d);
                e = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 4]), e);
                f = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 5]), f);
                g = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 6]), g);
                h = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 7]), h);
            }
            a.intoArray(to, start);
            b.intoArray(to, start + ROWS);
            c.intoArray(to, start + 2 * ROWS);
            d.intoArray(to, start + 3 * ROWS);
            e.intoArray(to, start + 4 * ROWS);
            f.intoArray(to, start + 5 * ROWS);
            g.intoArray(to, start + 6 * ROWS);
            h.intoArray(to, start + 7 * ROWS);
        }

        private FloatVector load(int at) {
            return Mapped.floats(view, at);
        }
    }

    /** Blocks of float16, widened as {@link Storage#rawHalf} does. Confined to one thread. */
    static final class OfHalves extends VectorProducts {

        OfHalves(int dimension, float[][] queries) {
            super(dimension, queries);
        }

        @Override
        FloatVector one(int codesAt, int lane, float[] query) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            int at = codesAt + lane * Short.BYTES;
            int column = 0;
            for (; column + 3 < dimension; column += 4, at += 4 * ROWS * Short.BYTES) {
                a = load(at).fma(FloatVector.broadcast(SPECIES, query[column]), a);
                b = load(at + ROWS * Short.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 1]), b);
                c = load(at + 2 * ROWS * Short.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 2]), c);
                d = load(at + 3 * ROWS * Short.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 3]), d);
            }
            for (; column < dimension; column++, at += ROWS * Short.BYTES) {
                a = load(at).fma(FloatVector.broadcast(SPECIES, query[column]), a);
            }
            return a.add(b).add(c.add(d));
        }

        @Override
        void eight(int codesAt, int lane, float[] queries, float[] to, int start) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            FloatVector e = a;
            FloatVector f = a;
            FloatVector g = a;
            FloatVector h = a;
            int at = codesAt + lane * Short.BYTES;
            for (int i = 0; i < dimension * 8; i += 8, at += ROWS * Short.BYTES) {
                FloatVector codes = load(at);
                a = codes.fma(FloatVector.broadcast(SPECIES, queries[i]), a);
                b = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 1]), b);
                c = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 2]), c);
                d = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 3]), d);
                e = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 4]), e);
                f = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 5]), f);
                g = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 6]), g);
                h = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 7]), h);
            }
            a.intoArray(to, start);
            b.intoArray(to, start + ROWS);
            c.intoArray(to, start + 2 * ROWS);
            d.intoArray(to, start + 3 * ROWS);
            e.intoArray(to, start + 4 * ROWS);
            f.intoArray(to, start + 5 * ROWS);
            g.intoArray(to, start + 6 * ROWS);
            h.intoArray(to, start + 7 * ROWS);
        }

        private FloatVector load(int at) {
            IntVector wide = (IntVector) Mapped.shorts(view, at).convertShape(VectorOperators.S2I, INTS, 0);
            return wide.lanewise(VectorOperators.LSHL, 13).and(0x8FFF_E000).reinterpretAsFloats();
        }
    }

    /** Blocks of int8. Confined to one thread. */
    static final class OfBytes extends VectorProducts {

        OfBytes(int dimension, float[][] queries) {
            super(dimension, queries);
        }

        @Override
        FloatVector one(int codesAt, int lane, float[] query) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            int at = codesAt + lane * Byte.BYTES;
            int column = 0;
            for (; column + 3 < dimension; column += 4, at += 4 * ROWS * Byte.BYTES) {
                a = load(at).fma(FloatVector.broadcast(SPECIES, query[column]), a);
                b = load(at + ROWS * Byte.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 1]), b);
                c = load(at + 2 * ROWS * Byte.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 2]), c);
                d = load(at + 3 * ROWS * Byte.BYTES).fma(FloatVector.broadcast(SPECIES, query[column + 3]), d);
            }
            for (; column < dimension; column++, at += ROWS * Byte.BYTES) {
                a = load(at).fma(FloatVector.broadcast(SPECIES, query[column]), a);
            }
            return a.add(b).add(c.add(d));
        }

        @Override
        void eight(int codesAt, int lane, float[] queries, float[] to, int start) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            FloatVector e = a;
            FloatVector f = a;
            FloatVector g = a;
            FloatVector h = a;
            int at = codesAt + lane * Byte.BYTES;
            for (int i = 0; i < dimension * 8; i += 8, at += ROWS * Byte.BYTES) {
                FloatVector codes = load(at);
                a = codes.fma(FloatVector.broadcast(SPECIES, queries[i]), a);
                b = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 1]), b);
                c = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 2]), c);
                d = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 3]), d);
                e = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 4]), e);
                f = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 5]), f);
                g = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 6]), g);
                h = codes.fma(FloatVector.broadcast(SPECIES, queries[i + 7]), h);
            }
            a.intoArray(to, start);
            b.intoArray(to, start + ROWS);
            c.intoArray(to, start + 2 * ROWS);
            d.intoArray(to, start + 3 * ROWS);
            e.intoArray(to, start + 4 * ROWS);
            f.intoArray(to, start + 5 * ROWS);
            g.intoArray(to, start + 6 * ROWS);
            h.intoArray(to, start + 7 * ROWS);
        }

        private FloatVector load(int at) {
            return (FloatVector) Mapped.bytes(view, at).convertShape(VectorOperators.B2F, SPECIES, 0);
        }
    }
}
