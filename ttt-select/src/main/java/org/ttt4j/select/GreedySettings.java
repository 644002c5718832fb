package org.ttt4j.select;

import org.ttt4j.api.Settings;

/**
 * Settings of selectors that condition on their picks. Thread-safe.
 *
 * @param common kernel, noise and stop rule
 * @param reselect whether a candidate may be picked several times; otherwise there are at most K picks
 */
record GreedySettings(SelectionSettings common, boolean reselect) {

    static GreedySettings from(Settings settings) {
        return new GreedySettings(SelectionSettings.from(settings), settings.flag("reselect", true));
    }

    /** The candidate of the largest value again and again, conditioned on all picks before. */
    SequentialSelector maximizing(Objective objective) {
        return new SequentialSelector(common, problem -> {
            Conditioning posterior = new Conditioning(problem.prior(), problem.lambda(), problem.budget());
            return Picker.of(new GreedyOrder(posterior, objective, reselect), posterior);
        });
    }

    /** The same where the candidates themselves take the place of the query rows; the query is only reported on. */
    SequentialSelector undirected(Objective objective) {
        return new SequentialSelector(common, problem -> {
            Conditioning own = new Conditioning(problem.undirectedPrior(), problem.lambda(), problem.budget());
            return Picker.of(new GreedyOrder(own, objective, reselect), problem.lazyPosterior(), own);
        });
    }
}
