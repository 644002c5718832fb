package org.ttt4j.api;

/**
 * Estimates of arithmetic, in floating point operations (one multiplication and one addition are two). With P weights,
 * each token read costs 2 P, and of training also 2 P for the gradients of activations and 2 for each weight that is
 * trained: 6 P where all are (Kaplan et al., arXiv 2001.08361, section 2.1, C = 6 N per token).
 *
 * <p>Every token counts that passes through the model: context too, not only what is scored or learned. What is left out:
 * the products of attention between tokens (for GPT-2 small at 1024 tokens 8 % more), normalization, and the optimizer's
 * update. An input embedding that is not tied to the output takes no products and is counted none the less, and a backward
 * pass that ends above the lowest block costs less than is said here. Thread-safe.
 */
public final class Flops {

    private Flops() {}

    /**
     * {@return operations of a forward pass: 2 P tokens}
     *
     * @param parameters P, at least 0
     * @param tokens read, at least 0
     */
    public static double forward(long parameters, long tokens) {
        check(parameters, 0, tokens);
        return 2.0 * parameters * tokens;
    }

    /**
     * {@return operations of a forward and backward pass: (4 P + 2 trained) tokens}
     *
     * @param parameters P, at least 0
     * @param trained weights that are trained, at least 0; adapters count although they are not among P
     * @param tokens read, at least 0
     */
    public static double training(long parameters, long trained, long tokens) {
        check(parameters, trained, tokens);
        return (4.0 * parameters + 2.0 * trained) * tokens;
    }

    private static void check(long parameters, long trained, long tokens) {
        if (parameters < 0 || trained < 0 || tokens < 0) {
            throw new IllegalArgumentException("found parameters=" + parameters + ", trained=" + trained + ", tokens="
                    + tokens + ", wanted none negative");
        }
    }
}
