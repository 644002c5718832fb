package org.ttt4j.study;

/**
 * An optimizer step. Thread-safe.
 *
 * @param id neighbour trained on
 * @param loss nats per token before the step
 */
public record StudyStep(long id, double loss) {}
