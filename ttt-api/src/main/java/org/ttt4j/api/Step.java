package org.ttt4j.api;

import java.time.Duration;
import java.util.Objects;

/**
 * One gradient step. A neighbour longer than the context makes several. Thread-safe.
 *
 * @param index number of the step since the session began or was reset, from 0
 * @param neighborId id of the document trained on
 * @param loss mean negative log-likelihood per predicted token in nats, before the update
 * @param elapsed time of this step alone, ended by fetching the loss
 * @param updated whether the weights moved; false where the gradient is held for a later call's step
 */
public record Step(int index, long neighborId, double loss, Duration elapsed, boolean updated) {

    /**
     * Refuses negative numbers; a loss that is not finite is a trainer's failure and must be thrown there.
     *
     * @param index at least 0
     * @param neighborId at least 0
     * @param loss finite
     * @param elapsed not null
     * @param updated false for a gradient that waits
     */
    public Step {
        Objects.requireNonNull(elapsed, "elapsed");
        if (index < 0 || neighborId < 0 || !Double.isFinite(loss)) {
            throw new IllegalArgumentException("found index=" + index + ", neighborId=" + neighborId + ", loss=" + loss
                    + ", wanted numbers >= 0 and a finite loss");
        }
    }

    /**
     * A step that moved the weights.
     *
     * @param index at least 0
     * @param neighborId at least 0
     * @param loss finite
     * @param elapsed not null
     */
    public Step(int index, long neighborId, double loss, Duration elapsed) {
        this(index, neighborId, loss, elapsed, true);
    }
}
