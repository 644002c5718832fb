package org.ttt4j.train.tf;

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
        load(model, weights);
        model.reset();
        model.zeroMoments();
        return model;
    }

    /** A new map of the shapes of its weights. */
    Map<String, long[]> shapes() {
        return new LinkedHashMap<>(architecture.parameters());
    }

    /** Ids of one sequence. */
    int[][] ids(int count) {
        return new int[][] {random.ints(count, 0, architecture.vocabulary()).toArray()};
    }

    /** Loads these values as base. */
    static void load(LanguageModel model, Map<String, float[]> weights) {
        Map<String, FloatPieces> pieces = new LinkedHashMap<>();
        weights.forEach((name, values) -> pieces.put(name, FloatPieces.of(values)));
        model.loadBase(pieces);
    }

    /** The same with other values for one of them. Always all are loaded, since TensorFlow knows that run already. */
    static void load(LanguageModel model, Map<String, float[]> weights, String name, float[] values) {
        Map<String, float[]> changed = new LinkedHashMap<>(weights);
        changed.put(name, values);
        load(model, changed);
    }

    /** The current values of its weights. */
    Map<String, float[]> values(LanguageModel model) {
        return values(model, weights);
    }

    /** The current values of weights that have as many values as these. */
    static Map<String, float[]> values(LanguageModel model, Map<String, float[]> like) {
        Map<String, float[]> all = new LinkedHashMap<>();
        try (Fetched fetched = model.values(like.keySet())) {
            like.forEach((name, values) -> all.put(name, fetched.of(name).array(values.length)));
        }
        return all;
    }
}
