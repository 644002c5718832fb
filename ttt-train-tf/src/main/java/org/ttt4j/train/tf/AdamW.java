package org.ttt4j.train.tf;

/**
 * Constants of the optimizer, as torch names them: p *= 1 - lr wd; m and v updated; p -= lr / (1 - b1^t) m / (sqrt(v) /
 * sqrt(1 - b2^t) + eps). Loshchilov &amp; Hutter, arXiv 1711.05101. Thread-safe.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon outside the root, positive
 * @param weightDecay decoupled, at least 0
 * @param matricesOnly whether biases and layer norms are spared the decay, the convention of pretraining
 * @param clipNorm largest global gradient norm, positive
 */
record AdamW(double beta1, double beta2, double epsilon, double weightDecay, boolean matricesOnly, double clipNorm) {

    AdamW {
        boolean decays = beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1;
        if (!decays || !(epsilon > 0) || !(weightDecay >= 0) || !(clipNorm > 0)) {
            throw new IllegalArgumentException("found beta1=" + beta1 + ", beta2=" + beta2 + ", epsilon=" + epsilon
                    + ", weightDecay=" + weightDecay + ", clipNorm=" + clipNorm
                    + ", wanted betas in [0, 1), epsilon and clipNorm > 0, weightDecay >= 0");
        }
    }

    /** torch's defaults, decay on every parameter, clip at 1: what tttlm does (Hardt &amp; Sun, arXiv 2305.18466). */
    static AdamW testTime() {
        return new AdamW(0.9, 0.999, 1e-8, 0.01, false, 1);
    }
}
