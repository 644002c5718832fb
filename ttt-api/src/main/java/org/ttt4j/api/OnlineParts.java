package org.ttt4j.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link OnlineAdaptation} works with beside its stream. It borrows all of it. Thread-safe if the parts are.
 *
 * @param trainer the model
 * @param probe texts that are scored now and then under the weights that learn, to see what they forget; may be empty
 * @param recall finds neighbours of what was read, if there are any to be found
 */
public record OnlineParts(Trainer trainer, List<String> probe, Optional<OnlineRecall> recall) {

    /**
     * Copies the list.
     *
     * @param trainer borrowed
     * @param probe copied
     * @param recall empty if there is nothing to recall from
     */
    public OnlineParts {
        Objects.requireNonNull(trainer, "trainer");
        Objects.requireNonNull(recall, "recall");
        probe = List.copyOf(probe);
    }

    /**
     * {@return a model alone: nothing to probe or to recall}
     *
     * @param trainer borrowed
     */
    public static OnlineParts of(Trainer trainer) {
        return new OnlineParts(trainer, List.of(), Optional.empty());
    }

    /**
     * {@return the number of sessions that a run takes at the same time: 2 with the base model beside, else 1}
     *
     * @param options of the run
     */
    public static int sessions(OnlineOptions options) {
        return options.base() ? 2 : 1;
    }

    /**
     * Refuses options that these parts cannot serve.
     *
     * @param options of a run that is to begin
     * @throws IllegalArgumentException naming what is missing
     */
    public void demand(OnlineOptions options) {
        Trainer.Traits traits = trainer.traits();
        options.demandFits(traits.contextTokens());
        if (traits.maxSessions() < sessions(options)) {
            throw new IllegalArgumentException(
                    "found a trainer of one session, wanted two to score the base model beside"
                            + " the one that learns: set its max-sessions to 2, or leave the base model out");
        }
        if (options.recallEvery() > 0 && recall.isEmpty()) {
            throw new IllegalArgumentException("found a recall every " + options.recallEvery()
                    + " segments and nothing to recall from, wanted an index");
        }
        if (options.probeEvery() > 0 && probe.isEmpty()) {
            throw new IllegalArgumentException(
                    "found a probe every " + options.probeEvery() + " updates and no texts, wanted some");
        }
    }
}
