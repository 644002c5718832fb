package org.ttt4j.train.tf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ModelInfo;

/** Describes a checkpoint from its configuration and the headers of its files. Thread-safe. */
final class ModelDescription {

    private ModelDescription() {}

    static ModelInfo of(ModelDirectory directory) {
        Architecture architecture = directory.architecture();
        Json config = Json.parse(directory.bytes(ModelDirectory.CONFIG), ModelDirectory.CONFIG);
        int heads = first(config, 1, "num_attention_heads", "n_head", "num_heads");
        Map<String, Integer> tensors = new TreeMap<>();
        Map<String, Long> files = new LinkedHashMap<>();
        files.put(ModelDirectory.CONFIG, (long) directory.bytes(ModelDirectory.CONFIG).length);
        for (String file : SavedModel.COMPANIONS) {
            if (directory.has(file)) {
                files.put(file, (long) directory.bytes(file).length);
            }
        }
        files.putAll(directory.weightSizes());
        try (WeightFiles weights = directory.weights()) {
            WeightMap.match(weights, architecture, directory.name());
            weights.entries().values().forEach(entry -> tensors.merge(entry.dtype(), 1, Integer::sum));
        }
        return new ModelInfo(
                directory.name(),
                config.text("model_type", "gpt2"),
                (int) RandomWeights.layers(architecture),
                (int) architecture.parameters().get(architecture.head())[1],
                heads,
                first(config, heads, "num_key_value_heads"),
                architecture.vocabulary(),
                architecture.contextTokens(),
                architecture.size(),
                tensors,
                tokenizer(directory),
                files,
                MemoryEstimate.of(architecture, heads));
    }

    private static String tokenizer(ModelDirectory directory) {
        if (!directory.hasTokenizer()) {
            return "none; the setting tokenizer = bytes does without";
        }
        try {
            Tokenizer tokenizer = directory.tokenizer();
            String end = tokenizer.endOfText() < 0 ? "no end of text" : "end of text " + tokenizer.endOfText();
            return tokenizer.size() + " ids, " + end;
        } catch (BackendException refused) { // the rest can be described all the same
            return "cannot be used: " + refused.getMessage();
        }
    }

    private static int first(Json config, int fallback, String... keys) {
        return List.of(keys).stream()
                .filter(config::has)
                .findFirst()
                .map(config::integer)
                .orElse(fallback);
    }
}
