package org.ttt4j.testkit;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/**
 * Trainer {@code bytes}: a log-linear language model over bytes, in pure Java. It predicts poorly but adapts within a
 * second, bit for bit the same on every run. Its base is fitted to eight paragraphs of English when it is opened.
 * Settings below {@code ttt.trainer.bytes}: {@code context-tokens}, {@code order}, {@code buckets}, {@code
 * learning-rate}, {@code max-sessions}. Thread-safe.
 */
public final class BytesTrainerProvider implements BackendProvider.OfTrainer {

    static final String ID = "bytes";

    /** For the service loader. */
    public BytesTrainerProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "log-linear byte model in pure Java";
    }

    /**
     * Opens the trainer.
     *
     * @throws ConfigException if a setting is out of range
     */
    @Override
    public Trainer open(Settings settings) {
        return new BytesTrainer(BytesSettings.from(settings));
    }
}
