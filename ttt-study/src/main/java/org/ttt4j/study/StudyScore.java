package org.ttt4j.study;

import java.util.Objects;

/**
 * How well a document is predicted with so many neighbours. Thread-safe.
 *
 * @param neighbors count of the study
 * @param used neighbours that took part: fewer where a selection ended earlier, or a context had no room
 * @param bits negative log2-likelihood of the document, at least 0
 * @param bytes of the scored text in UTF-8
 * @param tokens scored, each once
 * @param words of the scored text, separated by white space, as lm-evaluation-harness counts them
 * @param cost of coming here from the model as it is
 */
public record StudyScore(int neighbors, int used, double bits, long bytes, long tokens, long words, Cost cost) {

    /**
     * Refuses NaN and negative numbers.
     *
     * @param neighbors at least 0
     * @param used at least 0 and at most {@code neighbors}
     * @param bits finite, at least 0
     * @param bytes at least 1
     * @param tokens at least 1
     * @param words at least 1
     * @param cost not null
     */
    public StudyScore {
        Objects.requireNonNull(cost, "cost");
        if (neighbors < 0 || used < 0 || used > neighbors || !(bits >= 0) || Double.isInfinite(bits)) {
            throw new IllegalArgumentException("found neighbors=" + neighbors + ", used=" + used + ", bits=" + bits
                    + ", wanted 0 <= used <= neighbors and finite bits >= 0");
        }
        if (bytes < 1 || tokens < 1 || words < 1) {
            throw new IllegalArgumentException(
                    "found bytes=" + bytes + ", tokens=" + tokens + ", words=" + words + ", wanted all at least 1");
        }
    }
}
