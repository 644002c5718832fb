package org.ttt4j.train.tf;

import java.util.Map;
import org.ttt4j.api.Settings;

/**
 * Settings of the trainer, block {@code ttt.trainer.tensorflow}. Thread-safe.
 *
 * @param model directory, or {@code bundled:ttt-tiny}
 * @param tokenizer how texts become ids
 * @param learningRate of every step at test time, positive
 * @param carryOptimizerState whether moments and step count survive the reset, as in tttlm
 * @param maxSessions sessions open at once, each with weights and moments of its own
 * @param threads intra-op threads
 * @param batchedProducts see {@link Products}
 */
record TrainerSettings(
        String model,
        TokenizerKind tokenizer,
        double learningRate,
        boolean carryOptimizerState,
        int maxSessions,
        int threads,
        boolean batchedProducts) {

    /** The paper's rate for GPT-2 (Hardt &amp; Sun, arXiv 2305.18466). */
    static final double PAPER_RATE = 2e-5;

    /** Rates measured for the bundled models; see the model cards. */
    private static final Map<String, Double> BUNDLED_RATES = Map.of(ModelDirectory.BUNDLED, 1e-3);

    /** How texts become ids. */
    enum TokenizerKind {
        /** The model's tokenizer.json. */
        FILE,
        /** One id per UTF-8 byte; the last id of the vocabulary ends a text. */
        BYTES
    }

    static TrainerSettings from(Settings settings) {
        String model = settings.string("model", ModelDirectory.BUNDLED);
        double rate = settings.number("learning-rate", 0, 0, 1);
        return new TrainerSettings(
                model,
                settings.choice("tokenizer", TokenizerKind.FILE),
                rate > 0 ? rate : BUNDLED_RATES.getOrDefault(model, PAPER_RATE),
                settings.flag("carry-optimizer-state", false),
                settings.integer("max-sessions", 1, 1, 64),
                threads(settings),
                settings.flag("batched-products", false));
    }

    /** The setting {@code threads}: 0 for one per core. */
    static int threads(Settings settings) {
        int threads = settings.integer("threads", 0, 0, 1024);
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
