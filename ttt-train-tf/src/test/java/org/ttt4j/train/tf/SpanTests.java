package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model of a long context attends in spans, one of a short context all at once: with the same weights, both must
 * compute the same for every length, also where some spans have no row.
 */
class SpanTests {

    private static final int VOCABULARY = 17;
    private static final Rope ROPE = new Rope(100, Rope.Scaling.DEFAULT, 1, 1, 1, 1);

    /** A family by its context, with weights whose shapes do not depend on that. */
    static Stream<IntFunction<Architecture>> families() {
        return Stream.of(
                context -> new Llama(sizes(6, 2, 10, context), ROPE, true, true),
                context -> new Qwen2(sizes(4, 4, 4, context), ROPE),
                context -> new Phi3(sizes(4, 2, 4, context), ROPE, 3),
                context -> new Gemma2(sizes(4, 2, 6, context), ROPE, 9, 3, 2, 3, true));
    }

    @ParameterizedTest
    @MethodSource("families")
    void spansComputeWhatOneProductDoes(IntFunction<Architecture> family) {
        Random random = new Random(3);
        Map<String, float[]> weights = weights(family.apply(64).parameters(), random);
        try (LanguageModel whole = open(family.apply(64), weights);
                LanguageModel two = open(family.apply(600), weights);
                LanguageModel four = open(family.apply(2048), weights)) {
            for (int tokens : List.of(1, 2, 3, 4, 5, 7, 16, 50)) {
                int[][] inputs = ids(tokens, random);
                int[][] targets = ids(tokens, random);
                for (LanguageModel spans : List.of(two, four)) {
                    assertThat(spans.losses(inputs, targets))
                            .as(tokens + " tokens")
                            .containsExactly(whole.losses(inputs, targets), within(1e-5f));
                    Map<String, float[]> wanted = whole.gradients(inputs, targets);
                    spans.gradients(inputs, targets).forEach((name, gradient) -> assertThat(gradient)
                            .as(tokens + " tokens, " + name)
                            .containsExactly(wanted.get(name), within(1e-5f)));
                }
            }
        }
    }

    private static LanguageModel open(Architecture architecture, Map<String, float[]> weights) {
        LanguageModel model = LanguageModel.open(architecture, AdamW.testTime(), 1);
        TinyModel.load(model, weights);
        model.reset();
        return model;
    }

    private static Map<String, float[]> weights(Map<String, long[]> shapes, Random random) {
        Map<String, float[]> all = new HashMap<>();
        shapes.forEach((name, shape) -> {
            float[] values = new float[(int) Shapes.elements(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.3 * random.nextGaussian());
            }
            all.put(name, values);
        });
        return all;
    }

    private static Sizes sizes(int heads, int keyValueHeads, int perHead, int context) {
        return new Sizes(2, 12, heads, keyValueHeads, perHead, 20, context, VOCABULARY, 1e-5f, 16, true);
    }

    /** Two sequences. */
    private static int[][] ids(int tokens, Random random) {
        int[][] ids = new int[2][tokens];
        Arrays.stream(ids).forEach(row -> Arrays.setAll(row, i -> random.nextInt(VOCABULARY)));
        return ids;
    }
}
