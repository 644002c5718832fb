package org.ttt4j.embed.onnx;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.Settings;

/**
 * Settings of one embedder, see {@code reference.conf}. Thread-safe.
 *
 * @param model where the model and its tokenizer are
 * @param pooling how token vectors become one vector
 * @param normalize whether vectors get L2 norm 1
 * @param maxTokens tokens kept of a text, special tokens included
 * @param device where the model runs
 * @param workers texts embedded at a time, at least 1
 * @param batch texts per call of the model, at least 1
 */
record OnnxSettings(
        ModelFiles model, Pooling pooling, boolean normalize, int maxTokens, Device device, int workers, int batch) {

    private static final String DEFAULT_MODEL = ModelFiles.BUNDLED + "all-minilm-l6-v2";

    static OnnxSettings from(Settings settings) {
        Device device = device(settings);
        int workers = settings.integer("workers", 0, 0, 1024);
        return new OnnxSettings(
                model(settings),
                settings.choice("pooling", Pooling.MEAN),
                settings.flag("normalize", true),
                settings.integer("max-tokens", 256, 1, 1 << 16),
                device,
                workers > 0 ? workers : device.defaultWorkers(),
                settings.integer("batch", 8, 1, 1024));
    }

    private static ModelFiles model(Settings settings) {
        String model = settings.string("model", DEFAULT_MODEL).strip();
        Optional<Path> tokenizer = path(settings, "tokenizer");
        if (model.isEmpty() || model.equals(ModelFiles.BUNDLED)) {
            throw settings.refuse(
                    "model", "found \"" + model + "\", wanted the path of a model.onnx or " + DEFAULT_MODEL);
        }
        return model.startsWith(ModelFiles.BUNDLED)
                ? ModelFiles.bundled(model.substring(ModelFiles.BUNDLED.length()), tokenizer)
                : ModelFiles.at(path(settings, "model").orElseThrow(), tokenizer);
    }

    private static Optional<Path> path(Settings settings, String key) {
        try {
            return settings.path(key);
        } catch (InvalidPathException e) {
            throw settings.refuse(key, "found \"" + settings.string(key, "") + "\", wanted the path of a file");
        }
    }

    private static Device device(Settings settings) {
        String text = settings.string("device", Device.CPU.toString()).strip();
        return Device.parse(text)
                .orElseThrow(() -> settings.refuse(
                        "device", "found \"" + text + "\", wanted cpu, or cuda:N with the number of a GPU"));
    }
}
