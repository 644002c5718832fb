package org.ttt4j.study;

/**
 * What a selection promised and what training on it brought, both as a share of what there was before. Thread-safe.
 *
 * @param document position in its file
 * @param domain of the document
 * @param predicted 1 - sigma_n / sigma_0, the fall of the query's standard deviation; NaN if the selector does not model it
 * @param realised 1 - bits after / bits before; negative where training did harm
 */
public record StudyGain(long document, String domain, double predicted, double realised) {

    /**
     * {@return the gain of a document at a count} A selection that ended earlier keeps what it had then. Both are NaN
     * without a pick: a zero that is there by definition says nothing about the selector.
     *
     * @param result the document's line, with scores at all counts of the study
     * @param column of the count, from 0
     */
    public static StudyGain of(StudyResult.Scored result, int column) {
        StudyScore score = result.scores().get(column);
        int used = Math.min(score.used(), result.picks().size());
        if (used == 0) {
            return new StudyGain(result.document(), result.domain(), Double.NaN, Double.NaN);
        }
        return new StudyGain(
                result.document(),
                result.domain(),
                1 - result.picks().get(used - 1).uncertainty() / result.priorUncertainty(),
                1 - score.bits() / result.scores().get(0).bits());
    }

    /** {@return whether both are finite, so that they can be compared} */
    public boolean defined() {
        return Double.isFinite(predicted) && Double.isFinite(realised);
    }
}
