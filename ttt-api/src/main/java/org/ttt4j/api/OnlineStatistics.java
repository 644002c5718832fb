package org.ttt4j.api;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;

/**
 * Collects what the optimizer of Krause et al. (ICML 2018) divides by: the root-mean-square gradients of a model on text
 * that it was trained on. Thread-safe.
 */
public final class OnlineStatistics {

    private OnlineStatistics() {}

    /**
     * Reads text in segments as {@link OnlineAdaptation} does, learns nothing and writes the statistics.
     *
     * @param trainer whose settings say what would be trained
     * @param options lengths of segments and overlap
     * @param texts training text; an iterator that ends early gives statistics of less text
     * @param most tokens to read, at least 1
     * @param file that is written as a whole or not at all
     * @param control checked between segments; reports {@link Progress.Advanced} with stage {@code collect}
     * @return tokens that were read
     * @throws IllegalArgumentException if there is no text
     * @throws BackendException if a loss is not finite, or if the trainer collects nothing
     * @throws java.util.concurrent.CancellationException if cancelled; nothing is written then
     */
    public static long collect(
            Trainer trainer,
            OnlineOptions options,
            Iterator<OnlineText> texts,
            long most,
            Path file,
            RunControl control) {
        options.demandFits(trainer.traits().contextTokens());
        try (Trainer.Session session = trainer.begin(control)) {
            Trainer.Online online = session.online();
            OnlineSegments segments =
                    new OnlineSegments(texts, online::tokens, online.prefix(), options.segment(), options.overlap());
            long read = 0;
            while (read < most) {
                control.checkCancelled();
                Optional<OnlineSegment> next = segments.next();
                if (next.isEmpty()) {
                    break;
                }
                OnlineSegment segment = next.orElseThrow();
                int[] tokens = segment.tokens();
                tokens = Arrays.copyOf(tokens, (int) Math.min(tokens.length, most - read));
                online.collect(segment.context(), tokens);
                read += tokens.length;
                control.report(new Progress.Advanced("collect", read, most));
            }
            if (read == 0) {
                throw new IllegalArgumentException("found no text to collect gradients on, wanted some");
            }
            online.saveStatistics(file);
            return read;
        }
    }
}
