package org.ttt4j.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The words of {@link Models#check Models.check}. Thread-safe. */
public final class ModelCheck {

    private ModelCheck() {}

    /**
     * What is computed: AdamW with torch's defaults (decays 0.9 and 0.999, epsilon 1e-8, weight decay 0.01 on every
     * trained parameter), the global gradient norm clipped at 1, every step on the same ids, no dropout.
     *
     * @param ids one sequence of at least two token ids; each but the first is predicted
     * @param steps optimizer steps, 0 for the forward and backward pass alone
     * @param learningRate of every step, positive
     * @param adapters what is trained instead of every weight, if given
     */
    public record Plan(List<Integer> ids, int steps, double learningRate, Optional<Adapters> adapters) {
        /**
         * Refuses sequences in which nothing is predicted and steps that cannot be taken.
         *
         * @param ids at least 2; copied
         * @param steps at least 0
         * @param learningRate finite, above 0, also where no step is taken
         * @param adapters empty to train every weight
         */
        public Plan {
            ids = List.copyOf(ids);
            Objects.requireNonNull(adapters, "adapters");
            if (ids.size() < 2) {
                throw new IllegalArgumentException(
                        "found " + ids.size() + " token ids, wanted at least 2: each but the first is predicted");
            }
            if (steps < 0 || !(learningRate > 0) || Double.isInfinite(learningRate)) {
                throw new IllegalArgumentException("found " + steps + " steps at learning rate " + learningRate
                        + ", wanted at least 0 and a positive rate");
            }
        }
    }

    /**
     * Low-rank adapters, y + (alpha / rank) x A^T B^T (Hu et al., arXiv 2106.09685).
     *
     * @param rank at least 1
     * @param alpha numerator of the factor, positive
     * @param targets layers by the end of their name, such as {@code q}, {@code q_proj} or {@code mlp.c_proj}; at least one
     * @param init safetensors file with A and B under PEFT's names; without it A is random and B zero
     */
    public record Adapters(int rank, double alpha, List<String> targets, Optional<Path> init) {
        /**
         * Refuses adapters that adapt nothing.
         *
         * @param rank at least 1
         * @param alpha finite, above 0
         * @param targets at least one, none blank; copied
         * @param init empty for A random and B zero
         */
        public Adapters {
            targets = List.copyOf(targets);
            Objects.requireNonNull(init, "init");
            boolean named = !targets.isEmpty() && targets.stream().noneMatch(String::isBlank);
            if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha) || !named) {
                throw new IllegalArgumentException("found rank " + rank + ", alpha " + alpha + " and targets " + targets
                        + ", wanted a positive rank and alpha and at least one target, none empty");
            }
        }
    }

    /**
     * What came out. Losses are natural logarithms.
     *
     * @param meanLoss mean of {@code tokenNll}
     * @param tokenNll -log p of each id but the first, before any step
     * @param globalNorm l2 norm of the gradient of {@code meanLoss} over all trained parameters, before clipping
     * @param losses mean loss before each step, and last that after the last step: one more than there are steps
     * @param parameters how many numbers are trained: all of the model, a tied head counted once, or those of the
     *     adapters
     */
    public record Report(
            double meanLoss, List<Float> tokenNll, float globalNorm, List<Double> losses, long parameters) {
        /**
         * Copies the lists.
         *
         * @param meanLoss in nats per token
         * @param tokenNll in nats; copied
         * @param globalNorm at least 0
         * @param losses in nats per token; copied
         * @param parameters at least 1
         */
        public Report {
            tokenNll = List.copyOf(tokenNll);
            losses = List.copyOf(losses);
        }
    }
}
