package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each optimizer against its formula, written out in float64, on the gradients of a tiny model. */
class OptimizerTests {

    private static final int STEPS = 6;
    private static final double RATE = 0.01;

    /** Not the mean of the squares below, so that some shares are above 1 and some far below. */
    private static final double MEAN_ROOT = 0.3;

    private final TinyModel tiny = TinyModel.gpt2(11);

    static Stream<Optimizer> optimizers() {
        return Stream.of(
                AdamW.testTime(),
                new AdamW(0.8, 0.99, 1e-3, 0.3, AdamW.Decay.WEIGHTS, 0),
                new AdamW(0.9, 0.999, 1e-8, 0, AdamW.Decay.WEIGHTS, 0.05),
                new AdamW(0.9, 0.99, 1e-8, 0.2, AdamW.Decay.MATRICES, 1),
                new AdamW(0.9, 0.999, 1e-8, 0, AdamW.Decay.GRADIENT, 1),
                new AdamW(0.9, 0.999, 1e-8, 0.2, AdamW.Decay.GRADIENT, 0.05),
                new Sgd(0, 0, 0),
                new Sgd(0, 0.3, 0.05),
                new Sgd(0.9, 0.1, 1),
                new Returning(new Sgd(0, 0, 0), 0.25),
                new Returning(AdamW.testTime(), 0.01),
                new Returning(new Sgd(0.9, 0.1, 1), 1),
                new Rms(1e-2, 0, 0, MEAN_ROOT),
                new Rms(2e-2, 0.02, 0, MEAN_ROOT),
                new Rms(1e-2, 0.9, 0.05, MEAN_ROOT)); // where the share of large roots is cut at 1
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void updatesAreThoseOfTheFormula(Optimizer optimizer) {
        Reference reference = new Reference(optimizer);
        try (LanguageModel model = tiny.open(Recipe.of(optimizer))) {
            if (optimizer instanceof Rms) {
                Map<String, FloatPieces> squares = new LinkedHashMap<>();
                tiny.weights.forEach((name, values) -> squares.put(name, FloatPieces.of(squares(values.length))));
                model.loadSquares(squares);
            }
            for (int number = 1; number <= STEPS; number++) {
                int step = number;
                int[][] inputs = tiny.ids(7);
                int[][] targets = tiny.ids(7);
                reference.step(model.gradients(inputs, targets), number);
                model.step(inputs, targets, number, RATE);
                tiny.values(model).forEach((name, found) -> {
                    double[] wanted = reference.weights.get(name);
                    for (int i = 0; i < wanted.length; i++) {
                        // float32 rounding, amplified where Adam divides by a tiny root
                        assertThat((double) found[i])
                                .as(name + "[" + i + "] after " + step)
                                .isCloseTo(wanted[i], within(4e-6 * Math.max(1, Math.abs(wanted[i]))));
                    }
                });
            }
        }
    }

    @Test
    void impossibleConstantsAreRefused() {
        assertThatThrownBy(() -> new AdamW(1, 0.9, 1e-8, 0, AdamW.Decay.WEIGHTS, 1))
                .hasMessageContaining("beta1=1.0");
        assertThatThrownBy(() -> new AdamW(0.9, 0.9, 0, 0, AdamW.Decay.WEIGHTS, 1))
                .hasMessageContaining("epsilon=0.0");
        assertThatThrownBy(() -> new Sgd(1, 0, 1)).hasMessageContaining("momentum=1.0");
        assertThatThrownBy(() -> new Sgd(0, 0, Double.NaN)).hasMessageContaining("clipNorm=NaN");
        assertThatThrownBy(() -> new Rms(0, 0, 0, 1)).hasMessageContaining("epsilon=0.0");
        assertThatThrownBy(() -> new Rms(1, 1.1, 0, 1)).hasMessageContaining("priorDecay=1.1");
        assertThatThrownBy(() -> new Rms(1, 1, 0, 0)).hasMessageContaining("meanRoot=0.0");
        assertThatThrownBy(() -> new Returning(new Sgd(0, 0, 0), 0)).hasMessageContaining("share of 0.0");
    }

    /** Mean squared gradients of many sizes, zero among them. */
    private static float[] squares(int count) {
        float[] squares = new float[count];
        for (int i = 0; i < count; i++) {
            squares[i] = i % 5 == 0 ? 0 : (float) Math.pow(10, -(i % 7));
        }
        return squares;
    }

    /** torch 2's documentation of AdamW, Adam and SGD, line by line, in float64. */
    private final class Reference {

        private final Optimizer optimizer;
        final Map<String, double[]> weights = new LinkedHashMap<>();
        private final Map<String, double[]> m = new LinkedHashMap<>();
        private final Map<String, double[]> v = new LinkedHashMap<>();

        Reference(Optimizer optimizer) {
            this.optimizer = optimizer;
            tiny.weights.forEach((name, values) -> {
                double[] wide = new double[values.length];
                for (int i = 0; i < wide.length; i++) {
                    wide[i] = values[i];
                }
                weights.put(name, wide);
                m.put(name, new double[values.length]);
                v.put(name, new double[values.length]);
            });
        }

        void step(Map<String, float[]> gradients, int t) {
            double square = 0;
            for (String name : weights.keySet()) {
                for (float g : gradients.get(name)) {
                    square += (double) g * g;
                }
            }
            double largest = optimizer.clipNorm();
            double clip = largest == 0 ? 1 : Math.min(1, largest / (Math.sqrt(square) + 1e-6));
            weights.forEach((name, p) -> {
                boolean matrix = p.length > 40;
                for (int i = 0; i < p.length; i++) {
                    double g = clip * gradients.get(name)[i];
                    step(optimizer, name, i, g, t, matrix);
                }
            });
        }

        private void step(Optimizer rule, String name, int i, double g, int t, boolean matrix) {
            double[] p = weights.get(name);
            double start = tiny.weights.get(name)[i];
            if (rule instanceof Returning returning) {
                step(returning.rule(), name, i, g, t, matrix);
                p[i] += returning.share() * (start - p[i]);
            } else if (rule instanceof AdamW adam) {
                adam(adam, name, i, g, t, matrix);
            } else if (rule instanceof Rms rms) {
                // dynamiceval.py: p += lamb * RMSn * (p0 - p) - lr * grad / (MS + eps), with RMSn cut at 1 / lamb
                double root = Math.sqrt(squares(p.length)[i]);
                double relative = Math.min(root / MEAN_ROOT, 1 / rms.priorDecay());
                double back = rms.priorDecay() > 0 ? rms.priorDecay() * relative * (start - p[i]) : 0;
                p[i] += back - RATE * g / (root + rms.epsilon());
            } else {
                sgd((Sgd) rule, name, i, g, t);
            }
        }

        private void adam(AdamW adam, String name, int i, double gradient, int t, boolean matrix) {
            double[] p = weights.get(name);
            double g = gradient;
            switch (adam.decay()) {
                case WEIGHTS -> p[i] -= RATE * adam.weightDecay() * p[i];
                case MATRICES -> p[i] -= matrix ? RATE * adam.weightDecay() * p[i] : 0;
                case GRADIENT -> g += adam.weightDecay() * p[i];
            }
            m.get(name)[i] = adam.beta1() * m.get(name)[i] + (1 - adam.beta1()) * g;
            v.get(name)[i] = adam.beta2() * v.get(name)[i] + (1 - adam.beta2()) * g * g;
            double first = m.get(name)[i] / (1 - Math.pow(adam.beta1(), t));
            double second = v.get(name)[i] / (1 - Math.pow(adam.beta2(), t));
            p[i] -= RATE * first / (Math.sqrt(second) + adam.epsilon());
        }

        private void sgd(Sgd sgd, String name, int i, double gradient, int t) {
            double[] p = weights.get(name);
            double g = gradient + sgd.weightDecay() * p[i];
            double[] b = m.get(name);
            b[i] = t == 1 ? g : sgd.momentum() * b[i] + g;
            p[i] -= RATE * (sgd.momentum() > 0 ? b[i] : g);
        }
    }
}
