package org.ttt4j.app;

import java.util.Optional;

/**
 * What came of a task. Thread-safe once nobody works on it.
 *
 * @param task what was to be done
 * @param work what was found; empty if it failed
 * @param error one sentence; empty if it did not
 */
record StudyOutcome(StudyTask task, Optional<StudyWork> work, String error) {

    static StudyOutcome done(StudyWork work) {
        return new StudyOutcome(work.task(), Optional.of(work), "");
    }

    static StudyOutcome failed(StudyTask task, String error) {
        return new StudyOutcome(task, Optional.empty(), error);
    }
}
