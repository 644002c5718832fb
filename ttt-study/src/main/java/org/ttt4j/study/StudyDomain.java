package org.ttt4j.study;

import java.util.Objects;

/**
 * One domain of a study's documents. Thread-safe.
 *
 * @param name such as {@code Github}
 * @param documents how many are evaluated on, at least 1
 * @param groups sources that they come from, at least 1; what is resampled together is a group
 * @param weight of the domain in the weighted total, at least 0, in any unit
 */
public record StudyDomain(String name, int documents, int groups, double weight) {

    /**
     * Refuses an empty domain and a negative weight.
     *
     * @param name not null
     * @param documents at least 1
     * @param groups at least 1 and at most {@code documents}
     * @param weight finite, at least 0
     */
    public StudyDomain {
        Objects.requireNonNull(name, "name");
        if (documents < 1 || groups < 1 || groups > documents || !(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("found domain " + name + " with " + documents + " documents of " + groups
                    + " groups and weight " + weight
                    + ", wanted at least one document, one group to each document at most, and a weight >= 0");
        }
    }
}
