package org.ttt4j.train.tf;

import org.ttt4j.api.Settings;

/**
 * Settings of pretraining that the plan does not have. Thread-safe.
 *
 * @param vocabulary where the tokenizer comes from: {@code bytes}, {@code bundled:...}, or a directory
 * @param threads intra-op threads
 * @param beta2 decay of the second moment
 * @param half whether the finished weights are written as F16
 * @param batchedProducts see {@link Products}
 */
record PretrainSettings(String vocabulary, int threads, double beta2, boolean half, boolean batchedProducts) {

    static PretrainSettings from(Settings settings) {
        return new PretrainSettings(
                settings.string("pretrain-tokenizer", ModelDirectory.BUNDLED),
                TrainerSettings.threads(settings),
                settings.number("pretrain-beta2", 0.99, 0, 0.999999),
                settings.flag("pretrain-half", true),
                settings.flag("batched-products", false));
    }

    /** The tokenizer, cut to {@code size} ids unless that is 0. */
    Tokenizer tokenizer(int size) {
        if (vocabulary.equals("bytes")) {
            return new ByteTokenizer();
        }
        Tokenizer all = ModelDirectory.of(vocabulary).tokenizer();
        return size == 0 || size == all.size() ? all : ((ByteLevelBpe) all).first(size);
    }

    @Override
    public String toString() {
        return "beta2=" + beta2; // what changes the numbers of a run; its tokenizer is digested on its own
    }
}
