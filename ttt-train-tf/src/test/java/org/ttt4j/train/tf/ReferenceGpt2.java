package org.ttt4j.train.tf;

import java.util.Map;

/** GPT-2's loss in float64, one token after the other, as plain as it can be written: the oracle for gradients. */
final class ReferenceGpt2 {

    private final Gpt2 config;
    private final Map<String, double[]> weights;

    ReferenceGpt2(Gpt2 config, Map<String, double[]> weights) {
        this.config = config;
        this.weights = weights;
    }

    /** Mean negative log-likelihood of ids[1..] in nats. */
    double loss(int[] ids) {
        int n = ids.length - 1;
        int d = config.width();
        double[][] x = new double[n][d];
        for (int t = 0; t < n; t++) {
            for (int i = 0; i < d; i++) {
                x[t][i] = weights.get("wte.weight")[ids[t] * d + i] + weights.get("wpe.weight")[t * d + i];
            }
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            block(x, "h." + layer + ".");
        }
        double loss = 0;
        for (int t = 0; t < n; t++) {
            double[] h = norm(x[t], "ln_f");
            double[] logits = new double[config.vocabulary()];
            for (int v = 0; v < logits.length; v++) {
                for (int i = 0; i < d; i++) {
                    logits[v] += h[i] * weights.get("wte.weight")[v * d + i];
                }
            }
            loss += logSumExp(logits) - logits[ids[t + 1]];
        }
        return loss / n;
    }

    private void block(double[][] x, String block) {
        int d = config.width();
        int size = d / config.heads();
        double[][] qkv = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            qkv[t] = linear(norm(x[t], block + "ln_1"), block + "attn.c_attn", 3 * d);
        }
        for (int t = 0; t < x.length; t++) {
            double[] mixed = new double[d];
            for (int head = 0; head < config.heads(); head++) {
                double[] scores = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < size; i++) {
                        scores[s] += qkv[t][head * size + i] * qkv[s][d + head * size + i] / Math.sqrt(size);
                    }
                }
                double total = logSumExp(scores);
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < size; i++) {
                        mixed[head * size + i] += Math.exp(scores[s] - total) * qkv[s][2 * d + head * size + i];
                    }
                }
            }
            add(x[t], linear(mixed, block + "attn.c_proj", d));
        }
        for (double[] row : x) {
            double[] up = linear(norm(row, block + "ln_2"), block + "mlp.c_fc", config.inner());
            for (int i = 0; i < up.length; i++) {
                double u = up[i];
                up[i] = 0.5 * u * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * u * u * u)));
            }
            add(row, linear(up, block + "mlp.c_proj", d));
        }
    }

    private double[] norm(double[] x, String name) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double variance = 0;
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + config.epsilon()) * weights.get(name + ".weight")[i]
                    + weights.get(name + ".bias")[i];
        }
        return y;
    }

    private double[] linear(double[] x, String name, int out) {
        double[] y = weights.get(name + ".bias").clone();
        double[] w = weights.get(name + ".weight");
        for (int i = 0; i < x.length; i++) {
            for (int o = 0; o < out; o++) {
                y[o] += x[i] * w[i * out + o];
            }
        }
        return y;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }

    private static double logSumExp(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - largest);
        }
        return largest + Math.log(sum);
    }
}
