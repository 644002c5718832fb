package org.ttt4j.train.tf;

import java.util.List;
import org.ttt4j.api.Settings;

/**
 * Settings of the trainer, block {@code ttt.trainer.tensorflow}. Thread-safe.
 *
 * @param model directory, or {@code bundled:ttt-tiny}
 * @param tokenizer how texts become ids
 * @param splitSpecialTokens whether special tokens that are written in a text are text like any other
 * @param learningRate of every step at test time, below 0 for the model's own
 * @param carryOptimizerState whether moments and step count survive the reset, as in tttlm
 * @param maxSessions sessions open at once, each with what it trains and its moments of its own
 * @param threads intra-op threads
 * @param parallelSteps steps of different sessions at the same time at most, 0 for as many as there are cores for
 * @param scoreBatch windows of equal length that are scored in one run
 * @param lora the adapters that are trained, or none
 * @param adapters adapters in files
 * @param training what a step moves and how
 */
record TrainerSettings(
        String model,
        TokenizerKind tokenizer,
        boolean splitSpecialTokens,
        double learningRate,
        boolean carryOptimizerState,
        int maxSessions,
        int threads,
        int parallelSteps,
        int scoreBatch,
        Lora lora,
        AdapterSettings adapters,
        TrainingSettings training) {

    /** How texts become ids. */
    enum TokenizerKind {
        /** The model's tokenizer.json. */
        FILE,
        /** One id per UTF-8 byte; the last id of the vocabulary ends a text. */
        BYTES
    }

    static TrainerSettings from(Settings settings) {
        return new TrainerSettings(
                settings.string("model", ModelDirectory.BUNDLED),
                settings.choice("tokenizer", TokenizerKind.FILE),
                settings.flag("split-special-tokens", false),
                settings.number("learning-rate", -1, -1, 1),
                settings.flag("carry-optimizer-state", false),
                settings.integer("max-sessions", 1, 1, 64),
                threads(settings),
                settings.integer("parallel-steps", 0, 0, 64),
                settings.integer("score-batch", 1, 1, 256),
                lora(settings),
                AdapterSettings.from(settings),
                TrainingSettings.from(settings));
    }

    private static Lora lora(Settings settings) {
        String targets = settings.string("lora-targets", "q+v");
        List<String> names = List.of(targets.split("\\+", -1));
        if (names.stream().anyMatch(String::isBlank)) {
            throw settings.refuse(
                    "lora-targets", "found \"" + targets + "\", wanted names of layers with + between: q+v, c_attn");
        }
        Lora lora = new Lora(
                settings.integer("lora-rank", 8, 1, 1024), settings.number("lora-alpha", 16, 1e-6, 1e6), names);
        return TrainingSettings.adaptation(settings) == TrainingSettings.Adaptation.LORA ? lora : Lora.NONE;
    }

    /** The setting {@code threads}: 0 for one per core. */
    static int threads(Settings settings) {
        int threads = settings.integer("threads", 0, 0, 1024);
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
