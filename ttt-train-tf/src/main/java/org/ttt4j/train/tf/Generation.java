package org.ttt4j.train.tf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.RunControl;

/** Draws one token after the other. Confined to one thread. */
final class Generation {

    private final LanguageModel model;
    private final Codec codec;
    private final GenerateOptions options;
    private final SplittableRandom random;

    Generation(LanguageModel model, Codec codec, GenerateOptions options) {
        this.model = model;
        this.codec = codec;
        this.options = options;
        this.random = new SplittableRandom(options.seed());
    }

    /** The new text, up to what ends it; of a prompt longer than the context the model sees the tail. */
    String continuation(String prompt, RunControl control) {
        int[] seen = codec.prompt(prompt);
        int start = seen.length;
        int[] tokens = Arrays.copyOf(seen, Math.addExact(start, options.maxTokens()));
        int count = start;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (count < tokens.length) {
            control.checkCancelled();
            int from = Math.max(0, count - model.contextTokens());
            int next = choose(model.nextLogits(Arrays.copyOfRange(tokens, from, count)));
            if (codec.endings().contains(next)) {
                break;
            }
            tokens[count++] = next;
            text.writeBytes(codec.tokenizer().bytes(next));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private int choose(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        if (!Float.isFinite(logits[best])) {
            throw new BackendException(
                    Ids.BACKEND, "found a largest logit of " + logits[best] + ", wanted a finite one");
        }
        return options.temperature() == 0 ? best : sample(logits, logits[best]);
    }

    private int sample(float[] logits, float largest) {
        float smallest = Float.NEGATIVE_INFINITY;
        if (options.topK() > 0 && options.topK() < logits.length) {
            float[] sorted = logits.clone();
            Arrays.sort(sorted);
            smallest = sorted[sorted.length - options.topK()];
        }
        double[] cumulative = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] >= smallest) {
                sum += Math.exp((logits[i] - largest) / options.temperature());
            }
            cumulative[i] = sum;
        }
        double drawn = random.nextDouble() * sum;
        int i = 0;
        while (cumulative[i] <= drawn && i < cumulative.length - 1) {
            i++;
        }
        return i;
    }
}
