package org.ttt4j.study;

/**
 * A neighbour that an arm used. Thread-safe.
 *
 * @param id position in the corpus
 * @param similarity to the query, larger is closer
 * @param uncertainty left after this pick; NaN if the selector does not model it
 */
public record StudyPick(long id, float similarity, double uncertainty) {}
