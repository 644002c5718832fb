package org.ttt4j.train.tf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Step;

/**
 * One call of {@link TensorFlowSession#train}: texts in their order, each cut into chunks of the context. A gradient
 * makes a step at once, waits for those of further chunks, or serves a text that stands several times in a row.
 * Confined to one thread.
 */
final class TextTraining {

    private final AdaptedModel slot;
    private final Tokenizer tokenizer;
    private final RunControl control;
    private final List<Step> taken = new ArrayList<>();

    TextTraining(AdaptedModel slot, Tokenizer tokenizer, RunControl control) {
        this.slot = slot;
        this.tokenizer = tokenizer;
        this.control = control;
    }

    /**
     * Trains until the texts end or it is enough; a cancelled one leaves the base weights.
     *
     * @param promptChars how many characters at the start of each text are read but not learned
     */
    List<Step> train(long[] ids, List<String> texts, int[] promptChars) {
        int uses = 1;
        for (int i = 0; i < ids.length && !slot.stopping().stopped(); i += uses) {
            uses = uses(ids, texts, promptChars, i);
            int before = taken.size();
            int[] tokens = tokenizer.encode(texts.get(i));
            int prompt = promptTokens(tokens, texts.get(i), promptChars[i]);
            int context = slot.model().contextTokens();
            for (int from = 0; from < tokens.length; from += context) {
                int[] chunk = Arrays.copyOfRange(tokens, from, Math.min(from + context, tokens.length));
                int skipped = Math.max(0, prompt - from - 1);
                // A chunk of one token predicts nothing, and one of a prompt nothing that is learned.
                if (skipped < chunk.length - 1) {
                    train(ids[i], chunk, skipped, uses);
                }
            }
            taken.subList(before, taken.size()).stream()
                    .mapToDouble(Step::loss)
                    .average()
                    .ifPresent(slot.stopping()::after);
        }
        if (slot.held() > 0) {
            slot.stepHeld(); // what is left makes a step of its own, lest it be lost
            slot.drop();
        }
        return taken;
    }

    /** Tokens that the text begins with and the prompt too: one that reaches into the answer is learned. */
    private int promptTokens(int[] tokens, String text, int chars) {
        if (chars == 0) {
            return 0;
        }
        int differs = Arrays.mismatch(tokens, tokenizer.encode(text.substring(0, chars)));
        return differs < 0 ? tokens.length : differs;
    }

    private void train(long id, int[] chunk, int skipped, int uses) {
        if (uses > 1) {
            take(id, () -> {
                double loss = slot.hold(chunk, skipped);
                slot.stepHeld();
                return loss;
            });
            double loss = taken.get(taken.size() - 1).loss();
            for (int use = 1; use < uses; use++) {
                take(id, () -> {
                    slot.stepHeld();
                    return loss;
                });
            }
            slot.drop();
        } else if (slot.settings().accumulate() > 1) {
            take(id, () -> {
                double loss = slot.hold(chunk, skipped);
                if (slot.held() == slot.settings().accumulate()) {
                    slot.stepHeld();
                    slot.drop();
                }
                return loss;
            });
        } else {
            take(id, () -> slot.step(chunk, skipped));
        }
    }

    private void take(long id, DoubleSupplier work) {
        if (control.cancelled()) {
            slot.reset();
            control.checkCancelled();
        }
        long start = System.nanoTime();
        long before = slot.stepsTaken();
        double loss = work.getAsDouble();
        boolean updated = slot.stepsTaken() > before;
        Step step = new Step(slot.count(), id, loss, Duration.ofNanos(System.nanoTime() - start), updated);
        taken.add(step);
        control.report(new Progress.Stepped(step));
    }

    /** How many of the texts from the i-th on are the same one, at most as many as a gradient serves. */
    private int uses(long[] ids, List<String> texts, int[] promptChars, int i) {
        int uses = 1;
        while (uses < slot.settings().reuse()
                && i + uses < ids.length
                && ids[i + uses] == ids[i]
                && promptChars[i + uses] == promptChars[i]
                && texts.get(i + uses).equals(texts.get(i))) {
            uses++;
        }
        return uses;
    }
}
