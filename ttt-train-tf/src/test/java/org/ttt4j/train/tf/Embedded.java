package org.ttt4j.train.tf;

import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.proto.AllocatorMemoryUsed;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** A program that embeds the trainer: prints JavaCPP's limits and TensorFlow's allocators once the library is loaded. */
final class Embedded {

    private Embedded() {}

    public static void main(String[] arguments) {
        TensorFlowLibrary.load();
        System.out.println("limits " + Pointer.maxBytes() + " " + Pointer.maxPhysicalBytes());
        RunOptions traced = RunOptions.newBuilder()
                .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
                .build();
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Constant<TFloat32> one = tf.constant(new float[][] {{1}});
            try (Session session = new Session(graph);
                    Result result = session.runner()
                            .setOptions(traced)
                            .fetch(tf.random.randomStandardNormal(tf.shape(one), TFloat32.class))
                            .runAndFetchMetadata()) {
                Stream<AllocatorMemoryUsed> used =
                        result.getMetadata().orElseThrow().getStepStats().getDevStatsList().stream()
                                .flatMap(device -> device.getNodeStatsList().stream())
                                .flatMap(node -> node.getMemoryList().stream());
                System.out.println("allocators "
                        + new TreeSet<>(
                                used.map(AllocatorMemoryUsed::getAllocatorName).toList()));
            }
        }
    }
}
