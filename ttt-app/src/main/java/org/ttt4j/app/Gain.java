package org.ttt4j.app;

import java.util.List;

/**
 * What a selection promised and what training on it brought, both as a share of what there was before. Thread-safe.
 *
 * @param predicted 1 - sigma_n / sigma_0, the fall of the query's standard deviation: relative, because only so it can be
 *     compared between queries of different length (sigma_0 is the length of the query for the linear kernel, 1 for unit
 *     vectors); NaN if the selector does not model it
 * @param realised 1 - bits after / bits before; negative where training did harm
 */
record Gain(double predicted, double realised) {

    private static final Gain UNDEFINED = new Gain(Double.NaN, Double.NaN);

    /**
     * The gain of a document after the neighbours of a column. A selection that ended earlier keeps what it had then.
     * Undefined before training, and without a pick: a zero that is there by definition says nothing about the selector.
     */
    static Gain of(DocumentResult.Scored result, NeighborCounts counts, int column) {
        List<Chosen> picks = result.picks();
        int made = Math.min(counts.values().get(column), picks.size());
        if (made == 0) {
            return UNDEFINED;
        }
        return new Gain(
                1 - picks.get(made - 1).uncertainty() / result.priorUncertainty(),
                1 - result.scores().get(column).bits() / result.scores().get(0).bits());
    }

    /** Whether both are numbers. */
    boolean defined() {
        return Double.isFinite(predicted) && Double.isFinite(realised);
    }
}
