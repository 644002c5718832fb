package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Hand-written backward passes against those that TensorFlow derives from the same forward pass, element by element. */
class RegisteredGradientTests {

    private final Random random = new Random(11);

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.FamilyGradientTests#architectures")
    void gradientsAreThoseOfAddGradients(Architecture architecture) {
        TensorFlowLibrary.load();
        try (Graph graph = new Graph()) {
            Map<String, BaseWeight> base = SharedGraph.base(graph, architecture, Lora.NONE);
            ModelGraph model =
                    new ModelGraph(graph, base, "model", architecture, Lora.NONE, Recipe.of(AdamW.testTime()));
            List<Parameter> weights = List.copyOf(model.trained.values());
            Ops tf = Ops.create(graph);
            Operand<TFloat32> loss = tf.math.mean(model.losses, tf.constant(0));
            Output<?>[] reads =
                    weights.stream().map(weight -> weight.read.asOutput()).toArray(Output<?>[]::new);
            List<Output<TFloat32>> derived = new ArrayList<>();
            for (Output<?> gradient : graph.addGradients(loss.asOutput(), reads)) {
                derived.add(gradient.expect(TFloat32.class));
            }
            try (Session session = new Session(graph, Kernels.config(1, Device.AUTO))) {
                Lease lease = new Lease(session);
                weights.forEach(weight -> load(lease, base.get(weight.name)));
                try (NativeCall reset = new NativeCall(lease)) {
                    reset.target(model.reset).run();
                }
                try (NativeCall call = new NativeCall(lease)) {
                    call.feed(model.tokens, ids()).feed(model.targets, ids());
                    weights.forEach(weight -> call.fetch(weight.gradient()));
                    derived.forEach(call::fetch);
                    call.run();
                    for (int i = 0; i < weights.size(); i++) {
                        compare(weights.get(i).name, call.floats(i), call.floats(weights.size() + i));
                    }
                }
            }
        }
    }

    private static void compare(String name, float[] written, float[] derived) {
        assertThat(written).as(name).hasSameSizeAs(derived);
        double largest = 1e-6;
        double difference = 0;
        for (int i = 0; i < written.length; i++) {
            largest = Math.max(largest, Math.abs(derived[i]));
            difference = Math.max(difference, Math.abs((double) written[i] - derived[i]));
        }
        assertThat(difference / largest).as(name).isLessThan(1e-5);
    }

    private void load(Lease lease, BaseWeight weight) {
        float[] values = new float[(int) Shapes.elements(weight.shape)];
        double middle = weight.shape.length == 1 && weight.name.endsWith("weight") ? 1 : 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (middle + 0.3 * random.nextGaussian());
        }
        try (NativeCall call = new NativeCall(lease)) {
            call.feed(weight.fed, weight.shape, FloatPieces.of(values))
                    .target(weight.load)
                    .run();
        }
    }

    private int[][] ids() {
        int[][] ids = new int[2][7];
        Arrays.stream(ids).forEach(row -> Arrays.setAll(row, i -> random.nextInt(17)));
        return ids;
    }
}
