package org.ttt4j.train.tf;

import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Undo;

/** How fast one large float32 matrix product is here: the limit that a step is compared with. Thread-safe. */
final class ProductRate {

    private static final NativeHandles HANDLES = NativeHandles.of(Ids.BACKEND);
    private static final int SIDE = 2048;
    private static final int TRIES = 5;

    private ProductRate() {}

    /** 10^9 operations per second, the best of a few tries; a multiply-add is two. */
    static double gflops(int threads, Device device) {
        TensorFlowLibrary.load();
        try (Undo undo = new Undo()) {
            Graph graph = undo.push(new Graph());
            HANDLES.acquired();
            undo.push(HANDLES::released);
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> a = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(SIDE, SIDE)));
            Op product = tf.linalg.matMul(a, a);
            Session session = undo.push(new Session(graph, Kernels.config(threads, device)));
            HANDLES.acquired();
            undo.push(HANDLES::released);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < TRIES; i++) {
                best = Math.min(best, nanos(session, a, product));
            }
            return 2.0 * SIDE * SIDE * SIDE / best;
        }
    }

    private static long nanos(Session session, Placeholder<TFloat32> a, Op product) {
        SplittableRandom random = new SplittableRandom(1);
        float[] row = new float[SIDE];
        try (NativeCall call = new NativeCall(new Lease(session))) {
            call.feed(a, new long[] {SIDE, SIDE}, sink -> {
                        for (int i = 0; i < SIDE; i++) {
                            for (int j = 0; j < SIDE; j++) {
                                row[j] = random.nextInt(-100, 101) / 100f;
                            }
                            sink.accept(row, SIDE);
                        }
                    })
                    .target(product);
            long start = System.nanoTime();
            call.run();
            return System.nanoTime() - start;
        }
    }
}
