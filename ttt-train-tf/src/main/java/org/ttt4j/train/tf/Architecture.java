package org.ttt4j.train.tf;

import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * One model of a family, as its {@code config.json} describes it: which weights it has and how they compute. A family is
 * one record that implements this and one line in {@link Families}. Implementations are thread-safe.
 */
interface Architecture {

    /** Matches no name. */
    Pattern NOTHING = Pattern.compile("(?!)");

    /** Most tokens of one sequence. */
    int contextTokens();

    /** Number of token ids. */
    int vocabulary();

    /** Id that ends a document, or -1 if config.json does not say. */
    int endOfText();

    /** Every weight with its shape, in the order of the Hugging Face file, names without {@link #prefix()}. */
    Map<String, long[]> parameters();

    /** What Hugging Face writes before the names of all weights but the head. */
    String prefix();

    /** The weight (vocabulary, d) that makes logits of hidden states: the embedding, or an own one. */
    String head();

    /** Tensors that some files have besides the weights: masks and tables that follow from the config. */
    Pattern buffers();

    /** Weights that are zero when every one of them is missing in a file. */
    default Pattern zeroIfAbsent() {
        return NOTHING;
    }

    /** Whether weights of linear layers are (out, in) as PyTorch's Linear, else (in, out). */
    default boolean outFirst() {
        return true;
    }

    /** Widths by name, from left to right, of what a linear layer computes side by side; empty where it is one. */
    default Map<String, Long> fused(String linear) {
        return Map.of();
    }

    /** Bound c of the logits, which become c tanh(logit / c), 0 for none. */
    default float logitCap() {
        return 0;
    }

    /** The forward pass up to and with the last norm: (B T, d). */
    Operand<TFloat32> hidden(Layers on);

    /** Number of weights, a tied head counted once. */
    default long size() {
        return parameters().values().stream().mapToLong(Shapes::elements).sum();
    }

    /** What a weight is called in a file. */
    default String fileName(String weight) {
        return weight.equals(WeightMap.HEAD) ? weight : prefix() + weight;
    }
}
