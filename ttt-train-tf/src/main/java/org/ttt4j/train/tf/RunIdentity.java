package org.ttt4j.train.tf;

import java.util.Map;
import java.util.TreeMap;

/**
 * What numbers of a session depend on, in words that files can be compared by. Thread-safe.
 *
 * @param model what gradients at the base depend on
 * @param run what training depends on besides
 */
record RunIdentity(Map<String, String> model, Map<String, String> run) {

    RunIdentity {
        model = Map.copyOf(model);
        run = Map.copyOf(run);
    }

    /** Of the model alone. */
    static Map<String, String> model(String fingerprint, Lora lora) {
        return Map.of("model", fingerprint, "adapters", lora.rank() == 0 ? "none" : lora.toString());
    }

    /**
     * Of a trainer.
     *
     * @param model see {@link #model(String, Lora)}
     * @param statistics checksum of those that the optimizer reads, empty for none
     */
    static RunIdentity of(
            Map<String, String> model, TrainingSettings settings, double learningRate, String statistics) {
        Map<String, String> run = new TreeMap<>(model);
        run.put("weights", settings.trainable().toString());
        run.put("optimizer", settings.optimizer().toString());
        run.put("statistics", statistics);
        run.put("schedule", settings.schedule(learningRate).toString());
        run.put("accumulate", Integer.toString(settings.accumulate()));
        run.put("dropout", settings.dropout() + " " + settings.adapterDropout() + " " + settings.dropoutSeed());
        run.put("context", Integer.toString(settings.context()));
        run.put("precision", settings.precision().toString());
        return new RunIdentity(model, run);
    }
}
