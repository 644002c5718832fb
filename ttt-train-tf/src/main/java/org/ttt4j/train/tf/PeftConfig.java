package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ttt4j.api.BackendException;

/**
 * An {@code adapter_config.json} of Hugging Face's PEFT. Read is what adapters of one rank beside linear layers need;
 * whatever else would change the numbers is refused by name. Thread-safe.
 *
 * @param base the model that the adapters were trained on, as their maker called it, or empty
 * @param rank r of every adapter
 * @param alpha numerator of the factor alpha / r
 * @param targets ends of the names of the layers, or whole names
 */
record PeftConfig(String base, int rank, double alpha, List<String> targets) {

    /** Name in an adapter's directory. */
    static final String FILE = "adapter_config.json";

    private static final String TARGETS = "target_modules";

    /** How values are looked at here, and what says nothing about the numbers. */
    private static final Set<String> KNOWN = Set.of(
            "peft_type",
            "task_type",
            "r",
            "lora_alpha",
            "lora_dropout",
            TARGETS,
            "bias",
            "use_rslora",
            "init_lora_weights",
            "fan_in_fan_out",
            "base_model_name_or_path",
            "auto_mapping",
            "revision",
            "inference_mode",
            "layers_pattern",
            "megatron_core",
            "qalora_group_size",
            "runtime_config",
            "eva_config",
            "peft_version");

    PeftConfig {
        targets = List.copyOf(targets);
    }

    /**
     * Reads a config.
     *
     * @throws BackendException naming the key, what was found and what was wanted
     */
    static PeftConfig parse(byte[] bytes, String file) {
        Json json = Json.parse(bytes, file);
        json.require("peft_type", "nothing", "LORA");
        json.require("task_type", "CAUSAL_LM", "CAUSAL_LM");
        json.require("bias", "none", "none");
        // The others also change the base.
        json.require("init_lora_weights", "true", "true", "false", "gaussian", "eva", "orthogonal");
        json.root().properties().forEach(field -> {
            if (!KNOWN.contains(field.getKey()) && !saysNothing(field.getValue())) {
                throw json.refuse(field.getKey(), field.getValue().toString(), "an adapter without it");
            }
        });
        int rank = json.integer("r");
        double alpha = json.number("lora_alpha", 8);
        if (rank < 1 || rank > Lora.LARGEST_RANK || !(alpha > 0)) {
            throw json.refuse(
                    "r",
                    rank + ", lora_alpha = " + alpha,
                    "r of 1 to " + Lora.LARGEST_RANK + " and a positive lora_alpha");
        }
        // alpha / sqrt(r) is (alpha sqrt(r)) / r.
        double factor = json.flag("use_rslora", false) ? Math.sqrt(rank) : 1;
        return new PeftConfig(json.text("base_model_name_or_path", ""), rank, alpha * factor, targets(json));
    }

    /** The config of adapters, as PEFT reads it. */
    byte[] toJson(boolean outFirst, double dropout) {
        ObjectNode json = Json.object();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", base);
        json.put("r", rank);
        if (alpha == Math.rint(alpha) && alpha <= Integer.MAX_VALUE) {
            json.put("lora_alpha", (int) alpha);
        } else {
            json.put("lora_alpha", alpha);
        }
        json.put("lora_dropout", dropout);
        targets.forEach(json.putArray(TARGETS)::add);
        json.put("bias", "none");
        json.put("fan_in_fan_out", !outFirst);
        json.put("init_lora_weights", true);
        json.put("inference_mode", true);
        for (String none : List.of("auto_mapping", "modules_to_save", "revision")) {
            json.putNull(none);
        }
        return Json.pretty(json);
    }

    private static List<String> targets(Json json) {
        JsonNode node = json.root().path(TARGETS);
        List<String> targets = new ArrayList<>();
        node.forEach(target -> targets.add(target.isTextual() ? target.textValue() : ""));
        if (!node.isArray() || targets.isEmpty() || targets.contains("")) {
            throw json.refuse(TARGETS, node.isMissingNode() ? "nothing" : node.toString(), "a list of names");
        }
        return targets;
    }

    private static boolean saysNothing(JsonNode node) {
        return node.isNull()
                || (node.isContainerNode() && node.isEmpty())
                || (node.isBoolean() && !node.booleanValue())
                || (node.isTextual() && node.textValue().isEmpty());
    }
}
