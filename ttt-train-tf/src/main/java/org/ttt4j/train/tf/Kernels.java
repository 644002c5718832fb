package org.ttt4j.train.tf;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RewriterConfig.MemOptType;
import org.tensorflow.proto.RewriterConfig.NumIterationsType;
import org.tensorflow.proto.RewriterConfig.Toggle;

/** How TensorFlow prepares and runs a graph. Thread-safe. */
final class Kernels {

    private Kernels() {}

    /** One kernel at a time, each on so many threads. */
    static ConfigProto config(int threads, Device device) {
        ConfigProto.Builder proto = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriting()));
        device.choose(proto);
        return proto.build();
    }

    /**
     * Rewriting in one round, and only what finds something in graphs without loops, functions and convolutions: the
     * kernels that run are the same for every family, and a run of a kind that is new is ready in half the time.
     */
    private static RewriterConfig rewriting() {
        return RewriterConfig.newBuilder()
                .setMetaOptimizerIterations(NumIterationsType.ONE)
                .setLoopOptimization(Toggle.OFF)
                .setFunctionOptimization(Toggle.OFF)
                .setImplementationSelector(Toggle.OFF)
                .setLayoutOptimizer(Toggle.OFF)
                .setShapeOptimization(Toggle.OFF)
                .setScopedAllocatorOptimization(Toggle.OFF)
                .setPinToHostOptimization(Toggle.OFF)
                .setMemoryOptimization(MemOptType.NO_MEM_OPT)
                .build();
    }
}
