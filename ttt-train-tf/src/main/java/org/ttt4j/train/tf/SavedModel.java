package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.RunControl;

/**
 * The directory of an adapted model: what it was loaded from, with other weights. They are F32, whatever they were
 * before, so that what is loaded from it scores as what was saved, bit for bit; only adapters, which are merged into the
 * weights, make a difference in the last digits. Thread-safe.
 *
 * @param source where the model was loaded from
 * @param names name in its files by name of the weight, as {@link WeightMap#match} found them
 * @param lora adapters beside the weights, or none
 */
record SavedModel(ModelDirectory source, Map<String, String> names, Lora lora) implements Saving {

    /** What lies beside the weights and holds for the adapted model too. */
    static final List<String> COMPANIONS = List.of(
            ModelDirectory.TOKENIZER,
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "chat_template.jinja",
            "generation_config.json",
            ModelDirectory.TEST_TIME);

    SavedModel {
        names = Map.copyOf(names);
    }

    /** Writes the model's current weights, under the names that they had. */
    @Override
    public void write(LanguageModel model, Path directory, RunControl control) {
        control.checkCancelled();
        NewDirectory.write(directory, into -> {
            AtomicFiles.write(into.resolve(ModelDirectory.CONFIG), config());
            for (String file : COMPANIONS) {
                if (source.has(file)) {
                    AtomicFiles.write(into.resolve(file), source.bytes(file));
                }
            }
            writeWeights(model, into, control);
        });
    }

    private byte[] config() {
        return config(source, "float32");
    }

    /** A config.json; where it names the type of the weights, it names the new one. */
    static byte[] config(ModelDirectory source, String type) {
        byte[] bytes = source.bytes(ModelDirectory.CONFIG);
        ObjectNode config =
                (ObjectNode) Json.parse(bytes, ModelDirectory.CONFIG).root().deepCopy();
        boolean changed = false;
        for (String key : List.of("torch_dtype", "dtype")) {
            if (config.hasNonNull(key) && !config.get(key).asText().equals(type)) {
                config.put(key, type);
                changed = true;
            }
        }
        return changed ? Json.pretty(config) : bytes;
    }

    private void writeWeights(LanguageModel model, Path into, RunControl control) throws IOException {
        WeightShards file = new WeightShards(Long.MAX_VALUE);
        Architecture architecture = model.architecture();
        Map<String, long[]> shapes = architecture.parameters();
        List<String> all = new ArrayList<>(shapes.keySet());
        all.addAll(lora.parameters(architecture).keySet());
        try (Fetched values = model.values(all)) {
            MergedWeights merged = new MergedWeights(lora, architecture, values::of);
            shapes.forEach((weight, shape) -> file.add(
                    name(weight, architecture), NumberFormat.F32, shape, merged.of(weight, values.of(weight))));
            file.write(into, control, STAGE);
        }
    }

    /** A weight that the source left out, because it is zero, is named like its neighbours. */
    private String name(String weight, Architecture architecture) {
        boolean prefixed = names.values().stream().anyMatch(name -> name.startsWith(architecture.prefix()));
        return names.getOrDefault(weight, prefixed ? architecture.fileName(weight) : weight);
    }
}
