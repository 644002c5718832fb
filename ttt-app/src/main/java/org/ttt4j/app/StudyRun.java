package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;

/**
 * An arm with one of its seeds. Thread-safe.
 *
 * @param arm what is done
 * @param seed of all that is random in it
 * @param configuration of the arm with that seed
 */
record StudyRun(ArmPlan arm, long seed, Configuration configuration) {

    /** All runs of some arms, in order. */
    static List<StudyRun> of(List<ArmPlan> arms) {
        List<StudyRun> runs = new ArrayList<>();
        for (ArmPlan arm : arms) {
            for (long seed : arm.seeds()) {
                Configuration configuration = arm.configuration();
                for (String key : StudySeeds.keys(configuration, arm.method())) {
                    configuration = configuration.with(key, String.valueOf(seed), "a seed of the study");
                }
                runs.add(new StudyRun(arm, seed, configuration));
            }
        }
        return List.copyOf(runs);
    }

    /** Runs of an equal answer can share an opened trainer. */
    String trainer() {
        return ArmPlan.part(
                configuration,
                Slot.TRAINER,
                configuration.chosen(Slot.TRAINER).provider().id());
    }
}
