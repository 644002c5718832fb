package org.ttt4j.train.tf;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.ttt4j.api.BackendException;

/** The families of models that can be loaded. Thread-safe. */
final class Families {

    /** From {@code model_type} to what reads the rest; throws IllegalArgumentException where sizes do not fit. */
    private static final Map<String, Function<Json, Architecture>> BY_TYPE = new TreeMap<>(Map.of(
            "gemma2", Gemma2::parse,
            "gpt2", Gpt2::parse,
            "gpt_neo", GptNeo::parse,
            "llama", Llama::parse,
            "phi3", Phi3::parse,
            "qwen2", Qwen2::parse));

    private Families() {}

    /**
     * Reads a config.json.
     *
     * @throws BackendException naming the key, what was found and what was wanted
     */
    static Architecture parse(byte[] bytes, String file) {
        Json json = Json.parse(bytes, file);
        String type = json.text("model_type", "gpt2");
        Function<Json, Architecture> family = BY_TYPE.get(type);
        if (family == null) {
            throw json.refuse("model_type", "\"" + type + "\"", String.join(" or ", BY_TYPE.keySet()));
        }
        try {
            return family.apply(json);
        } catch (IllegalArgumentException misfit) {
            throw new BackendException(Ids.BACKEND, file + ": " + misfit.getMessage(), misfit);
        }
    }
}
