package org.ttt4j.train.tf;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random weights and ids for models of a few hundred numbers. */
final class TinyModel {

    private final Architecture architecture;
    private final Random random;
    final Map<String, float[]> weights = new LinkedHashMap<>();

    TinyModel(Architecture architecture, long seed) {
        this.architecture = architecture;
        random = new Random(seed);
        architecture.parameters().forEach((name, shape) -> {
            float[] values = new float[(int) Shapes.elements(shape)];
            boolean gain = shape.length == 1 && name.endsWith("weight");
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((gain ? 1 : 0) + 0.3 * random.nextGaussian());
            }
            weights.put(name, values);
        });
    }

    /** GPT-2 with two blocks. */
    static TinyModel gpt2(long seed) {
        return new TinyModel(new Gpt2(2, 12, 3, 40, 9, 17, 1e-5f, 16), seed);
    }

    /** A model with these weights and moments of zero. */
    LanguageModel open(Recipe recipe) {
        LanguageModel model = LanguageModel.open(architecture, Lora.NONE, recipe, 1);
        weights.forEach((name, values) -> model.loadBase(name, FloatPieces.of(values)));
        model.reset();
        model.zeroMoments();
        return model;
    }

    /** Ids of one sequence. */
    int[][] ids(int count) {
        return new int[][] {random.ints(count, 0, architecture.vocabulary()).toArray()};
    }

    /** The current value of a weight. */
    static float[] value(LanguageModel model, String name) {
        float[][] all = {new float[0]};
        model.save(name, (values, count) -> {
            float[] longer = Arrays.copyOf(all[0], all[0].length + count);
            System.arraycopy(values, 0, longer, all[0].length, count);
            all[0] = longer;
        });
        return all[0];
    }
}
