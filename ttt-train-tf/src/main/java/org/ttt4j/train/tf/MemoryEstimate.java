package org.ttt4j.train.tf;

import java.util.List;
import java.util.Map;
import org.ttt4j.api.ModelInfo;

/**
 * What a session needs in main memory, from counting what a step keeps at its peak: weights, base, gradient and both
 * moments of everything that is trained; per token the outputs of all linear layers about three times over, the
 * probabilities of attention, and logits with their gradient. Thread-safe.
 */
final class MemoryEstimate {

    private static final long BYTES = Float.BYTES;
    private static final int LONGEST = 1024;
    private static final long RUNTIME = 500L << 20;
    private static final Lora USUAL = new Lora(8, 16, List.of("q", "v"));

    private MemoryEstimate() {}

    /** The estimate for a chunk as long as the context, at most 1024 tokens. */
    static ModelInfo.Memory of(Architecture architecture, int heads) {
        int tokens = Math.min(LONGEST, architecture.contextTokens());
        long linear = 0;
        for (Map.Entry<String, long[]> weight : architecture.parameters().entrySet()) {
            long[] shape = weight.getValue();
            if (shape.length == 2 && weight.getKey().matches("(h|layers)\\..*")) {
                linear += shape[architecture.outFirst() ? 0 : 1];
            }
        }
        long attention = RandomWeights.layers(architecture) * heads * tokens;
        long logits = 4L * architecture.vocabulary();
        long activations = BYTES * tokens * (3 * linear + attention + logits);
        long adapters = USUAL.parameters(architecture).values().stream()
                .mapToLong(Shapes::elements)
                .sum();
        return new ModelInfo.Memory(
                tokens,
                RUNTIME + activations + 5 * BYTES * architecture.size(),
                RUNTIME + activations + BYTES * architecture.size() + 5 * BYTES * adapters);
    }
}
