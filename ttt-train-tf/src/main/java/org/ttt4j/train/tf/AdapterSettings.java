package org.ttt4j.train.tf;

import org.ttt4j.api.Settings;

/**
 * Settings of adapters in files, in the block {@code ttt.trainer.tensorflow}. Thread-safe.
 *
 * @param directory with the PEFT adapter to begin with, or empty
 * @param anyBase whether it may have been made for another model of the same shapes
 * @param saveMerged whether sessions with adapters save whole weights
 */
record AdapterSettings(String directory, boolean anyBase, boolean saveMerged) {

    /** What a session with adapters saves. */
    enum Form {
        /** A PEFT adapter. */
        ADAPTER,
        /** The model with the adapters merged into its weights. */
        MERGED
    }

    static AdapterSettings from(Settings settings) {
        return new AdapterSettings(
                settings.string("adapter", ""),
                settings.flag("adapter-any-base", false),
                settings.choice("lora-save", Form.ADAPTER) == Form.MERGED);
    }
}
