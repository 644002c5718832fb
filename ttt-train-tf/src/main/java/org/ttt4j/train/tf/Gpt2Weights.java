package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ttt4j.api.BackendException;

/** Matches the tensors of a file with the weights of a model, each accounted for. Thread-safe. */
final class Gpt2Weights {

    private static final String PREFIX = "transformer.";
    private static final String TIED_HEAD = "lm_head.weight";
    private static final Pattern BUFFER = Pattern.compile("h\\.[0-9]+\\.attn\\.(bias|masked_bias)");
    private static final Pattern QKV_BIAS = Pattern.compile("h\\.[0-9]+\\.attn\\.c_attn\\.bias");
    private static final int LISTED = 12;

    private Gpt2Weights() {}

    /**
     * Finds the tensor of every weight, with or without {@code transformer.} in front. Attention mask buffers, and a
     * head that is tied to the embedding, are not weights. Checkpoints whose writer dropped everything that ends in
     * {@code attn.bias} lost {@code attn.c_attn.bias} as well: when no block has one, it is zero, as it is for Hugging
     * Face's own loader.
     *
     * @return name in the file by name of the weight; a weight without a name is zero
     * @throws BackendException listing everything missing, surplus and mis-shaped
     */
    static Map<String, String> match(Safetensors file, Gpt2Config config, String name) {
        Map<String, long[]> wanted = config.parameters();
        Map<String, String> found = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        file.entries().forEach((tensor, entry) -> {
            String plain = tensor.startsWith(PREFIX) ? tensor.substring(PREFIX.length()) : tensor;
            long[] shape = plain.equals(TIED_HEAD) ? wanted.get("wte.weight") : wanted.get(plain);
            if (BUFFER.matcher(plain).matches()) {
                return;
            }
            if (shape == null) {
                problems.add("surplus " + tensor);
            } else if (!Arrays.stream(shape).boxed().toList().equals(entry.shape())) {
                problems.add(tensor + " has shape " + entry.shape() + " instead of " + Arrays.toString(shape));
            } else if (!List.of("F32", "F16", "BF16").contains(entry.dtype())) {
                problems.add(tensor + " has type " + entry.dtype() + " instead of F32, F16 or BF16");
            } else if (!plain.equals(TIED_HEAD) && found.put(plain, tensor) != null) {
                problems.add(plain + " is there twice");
            }
        });
        file.entries().keySet().stream()
                .map(tensor -> tensor.startsWith(PREFIX) ? tensor.substring(PREFIX.length()) : tensor)
                .forEach(wanted::remove);
        Set<String> lost = new TreeSet<>(wanted.keySet());
        lost.removeIf(weight -> !QKV_BIAS.matcher(weight).matches());
        if (lost.size() == config.layers()) {
            wanted.keySet().removeAll(lost);
        }
        wanted.keySet().forEach(missing -> problems.add("missing " + missing));
        if (!problems.isEmpty()) {
            String more = problems.size() > LISTED ? " and " + (problems.size() - LISTED) + " more" : "";
            throw new BackendException(
                    Ids.BACKEND,
                    name + ": the tensors are not those of the model in config.json: "
                            + String.join(", ", problems.subList(0, Math.min(LISTED, problems.size()))) + more);
        }
        return found;
    }

    /** Loads every weight as base and brings it into use, with zero moments. */
    static void load(Safetensors file, Map<String, String> names, Gpt2Model model) {
        model.config().parameters().forEach((weight, shape) -> {
            String tensor = names.get(weight);
            model.loadBase(
                    weight, tensor == null ? FloatPieces.constant(0, Shapes.elements(shape)) : file.floats(tensor));
        });
        model.reset();
        model.zeroMoments();
    }
}
