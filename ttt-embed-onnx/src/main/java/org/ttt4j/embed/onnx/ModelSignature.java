package org.ttt4j.embed.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ttt4j.api.BackendException;

/**
 * What goes into a model and comes out. Thread-safe.
 *
 * @param tokenTypes whether it wants {@code token_type_ids}, shape (B, T), besides {@code input_ids} and
 *     {@code attention_mask}
 * @param output name of the output that is read
 * @param pooled whether that output is one vector per text, shape (B, d), and not one per token, shape (B, T, d)
 * @param dimension d, or -1 if only a run tells
 */
record ModelSignature(boolean tokenTypes, String output, boolean pooled, int dimension) {

    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String TYPES = "token_type_ids";

    private static final int TEXTS = 2;
    private static final int TOKENS = 3;
    private static final List<String> USUAL_OUTPUTS = List.of("last_hidden_state", "token_embeddings");
    private static final String POOLED_OUTPUT = "sentence_embedding";

    /**
     * Looks at a model's inputs and outputs.
     *
     * @throws BackendException if it is no encoder of the kind that this module runs, naming expected and found
     */
    static ModelSignature of(String model, OrtSession session) throws OrtException {
        Map<String, TensorInfo> inputs = tensors(session.getInputInfo());
        Map<String, TensorInfo> outputs = tensors(session.getOutputInfo());
        if (!Set.of(IDS, MASK, TYPES).containsAll(session.getInputNames())
                || !session.getInputNames().containsAll(Set.of(IDS, MASK))
                || !inputs.values().stream().allMatch(ModelSignature::anyLengthOfInt64)) {
            throw Failures.of(model + ": found inputs " + describe(inputs, session.getInputNames())
                    + ", expected input_ids and attention_mask, optionally token_type_ids, all INT64[-1, -1]");
        }
        boolean types = inputs.containsKey(TYPES);
        Optional<String> perToken = USUAL_OUTPUTS.stream()
                .filter(name -> isFloat(outputs.get(name), TOKENS))
                .findFirst()
                .or(() -> outputs.keySet().stream()
                        .filter(name -> isFloat(outputs.get(name), TOKENS))
                        .findFirst());
        if (perToken.isPresent()) {
            return new ModelSignature(types, perToken.get(), false, lastDimension(outputs.get(perToken.get())));
        }
        if (isFloat(outputs.get(POOLED_OUTPUT), TEXTS)) {
            return new ModelSignature(types, POOLED_OUTPUT, true, lastDimension(outputs.get(POOLED_OUTPUT)));
        }
        throw Failures.of(model + ": found outputs " + describe(outputs, session.getOutputNames())
                + ", expected last_hidden_state or another of FLOAT[-1, -1, d], or sentence_embedding of FLOAT[-1, d]");
    }

    private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> nodes) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        nodes.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo tensor) {
                tensors.put(name, tensor);
            }
        });
        return tensors;
    }

    private static boolean anyLengthOfInt64(TensorInfo input) {
        return input.type == OnnxJavaType.INT64
                && input.getShape().length == TEXTS
                && Arrays.stream(input.getShape()).allMatch(size -> size < 0);
    }

    private static boolean isFloat(TensorInfo output, int rank) {
        return output != null
                && (output.type == OnnxJavaType.FLOAT || output.type == OnnxJavaType.FLOAT16)
                && output.getShape().length == rank;
    }

    private static int lastDimension(TensorInfo output) {
        long[] shape = output.getShape();
        return Math.toIntExact(Math.max(-1, shape[shape.length - 1]));
    }

    private static String describe(Map<String, TensorInfo> tensors, Set<String> names) {
        return names.stream()
                .map(name -> name + " "
                        + Optional.ofNullable(tensors.get(name))
                                .map(tensor -> tensor.type + Arrays.toString(tensor.getShape()))
                                .orElse("(no tensor)"))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
