package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Undo;

/**
 * One run of a TensorFlow session and everything native that it needs: what is fed and what is fetched is freed on
 * {@link #close()}. The only place where heap arrays and native tensors meet. Confined to one thread.
 */
final class NativeCall implements AutoCloseable {

    private static final NativeHandles HANDLES = NativeHandles.of(Ids.BACKEND);

    private final Lease session;
    private final Session.Runner runner;
    private final Undo open = new Undo();
    private Result result;

    NativeCall(Lease session) {
        this.session = session;
        runner = session.runner();
    }

    /** Feeds a scalar. */
    NativeCall feed(Operand<TFloat32> placeholder, double value) {
        runner.feed(placeholder, keep(TFloat32.scalarOf((float) value)));
        return this;
    }

    /** Feeds a (rows.length, rows[0].length) matrix. */
    NativeCall feed(Operand<TInt32> placeholder, int[][] rows) {
        TInt32 tensor = keep(TInt32.tensorOf(Shape.of(rows.length, rows[0].length)));
        for (int i = 0; i < rows.length; i++) {
            tensor.asRawTensor()
                    .data()
                    .asInts()
                    .offset((long) i * rows[0].length)
                    .write(rows[i]);
        }
        runner.feed(placeholder, tensor);
        return this;
    }

    /** Feeds a tensor that stays the caller's and must outlive the run. */
    NativeCall feed(Operand<TFloat32> placeholder, TFloat32 tensor) {
        runner.feed(placeholder, tensor);
        return this;
    }

    /** Feeds floats that arrive in pieces. */
    NativeCall feed(Operand<TFloat32> placeholder, long[] shape, FloatPieces pieces) {
        TFloat32 tensor = keep(TFloat32.tensorOf(Shape.of(shape)));
        FloatDataBuffer buffer = tensor.asRawTensor().data().asFloats();
        long[] written = {0};
        pieces.forEach((values, count) -> {
            buffer.offset(written[0]).write(values, 0, count);
            written[0] += count;
        });
        if (written[0] != buffer.size()) {
            throw new IllegalStateException("found " + written[0] + " floats, wanted " + buffer.size());
        }
        runner.feed(placeholder, tensor);
        return this;
    }

    /** Asks for a tensor; answers stand in the order of these calls. */
    NativeCall fetch(Operand<? extends TNumber> output) {
        runner.fetch(output);
        return this;
    }

    /** Asks for an effect. */
    NativeCall target(Op operation) {
        runner.addTarget(operation);
        return this;
    }

    /** Runs, once. */
    NativeCall run() {
        try {
            result = session.run(runner);
        } catch (Lease.Ended closed) {
            throw closed;
        } catch (RuntimeException failure) { // TensorFlow's exceptions have no closer type in common
            throw new BackendException(
                    Ids.BACKEND,
                    "TensorFlow failed: "
                            + String.valueOf(failure.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    failure);
        }
        HANDLES.acquired();
        open.push(() -> {
            result.close();
            HANDLES.released();
        });
        return this;
    }

    /** The i-th fetched tensor, until this is closed. */
    TFloat32 tensor(int i) {
        return (TFloat32) result.get(i);
    }

    /** The i-th fetched tensor, row-major. */
    float[] floats(int i) {
        FloatDataBuffer buffer = buffer(i);
        float[] values = new float[Math.toIntExact(buffer.size())];
        buffer.read(values);
        return values;
    }

    /** The i-th fetched tensor of whole numbers, row-major. */
    int[] ints(int i) {
        IntDataBuffer buffer = ((TInt32) result.get(i)).asRawTensor().data().asInts();
        int[] values = new int[Math.toIntExact(buffer.size())];
        buffer.read(values);
        return values;
    }

    /** The i-th fetched tensor in pieces of at most {@code piece} elements. */
    FloatPieces pieces(int i, int piece) {
        return sink -> {
            FloatDataBuffer buffer = buffer(i);
            float[] values = new float[(int) Math.min(piece, buffer.size())];
            for (long from = 0; from < buffer.size(); from += values.length) {
                int count = (int) Math.min(values.length, buffer.size() - from);
                buffer.offset(from).read(values, 0, count);
                sink.accept(values, count);
            }
        };
    }

    @Override
    public void close() {
        open.close();
    }

    private FloatDataBuffer buffer(int i) {
        return ((TFloat32) result.get(i)).asRawTensor().data().asFloats();
    }

    private <T extends Tensor> T keep(T tensor) {
        HANDLES.acquired();
        open.push(() -> {
            tensor.close();
            HANDLES.released();
        });
        return tensor;
    }
}
