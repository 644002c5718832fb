package org.ttt4j.train.tf;

import java.util.List;
import java.util.stream.IntStream;
import org.ttt4j.api.Settings;

/**
 * Settings of pretraining that the plan does not have. Thread-safe.
 *
 * @param vocabulary where the tokenizer comes from: {@code corpus} to learn one, {@code bytes}, {@code bundled:...}, or a
 *     directory
 * @param threads intra-op threads
 * @param beta2 decay of the second moment
 * @param half whether the finished weights are written as F16
 * @param precision of the matrix products
 */
record PretrainSettings(String vocabulary, int threads, double beta2, boolean half, Precision precision) {

    private static final int LEARNED_SIZE = 4096;
    private static final int LEARNED_FROM_CHARS = 24 << 20;

    static PretrainSettings from(Settings settings) {
        return new PretrainSettings(
                settings.string("pretrain-tokenizer", "corpus"),
                TrainerSettings.threads(settings),
                settings.number("pretrain-beta2", 0.99, 0, 0.999999),
                settings.flag("pretrain-half", true),
                TrainingSettings.precision(settings));
    }

    /**
     * The tokenizer.
     *
     * @param size ids, or 0 for all there are
     * @param training texts, for a tokenizer that is learned
     */
    Tokenizer tokenizer(int size, List<String> training) {
        return switch (vocabulary) {
            case "bytes" -> new ByteTokenizer();
            case "corpus" -> BpeLearner.learn(sample(training), size == 0 ? LEARNED_SIZE : size);
            default -> {
                ByteLevelBpe all = ModelDirectory.of(vocabulary).learnedTokenizer();
                yield size == 0 || size == all.size() ? all : all.first(size);
            }
        };
    }

    /** Evenly spaced texts: more of them would cost time and change few merges. */
    private static List<String> sample(List<String> texts) {
        long chars = texts.stream().mapToLong(String::length).sum();
        int every = (int) Math.max(1, chars / LEARNED_FROM_CHARS);
        return IntStream.range(0, texts.size())
                .filter(i -> i % every == 0)
                .mapToObj(texts::get)
                .toList();
    }

    @Override
    public String toString() {
        return "beta2=" + beta2; // what changes the numbers of a run; its tokenizer is digested on its own
    }
}
