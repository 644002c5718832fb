package org.ttt4j.app;

/** In which order an arm trains on its first n picks. Thread-safe. */
enum StudyOrder {
    /** As selected: the nearest first. One pass serves all counts. */
    NEAREST_FIRST,
    /** The other way round: the nearest last. Each count is trained from the base model. */
    NEAREST_LAST,
    /** Shuffled by the arm's seed. Each count is trained from the base model. */
    SHUFFLED,
    /** As selected, but handed to the trainer at once, which may gather their gradients. Each count from the base model. */
    TOGETHER;

    /** Whether training for a count goes on where that for the count before ended. */
    boolean incremental() {
        return this == NEAREST_FIRST;
    }
}
