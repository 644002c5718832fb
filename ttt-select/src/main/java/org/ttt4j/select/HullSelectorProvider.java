package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code hull}: reconstructs the query (with several rows, their mean t) as the mean of picks, as HullFT does
 * (arXiv
 * 2605.30337). Frank-Wolfe finds convex weights w that minimise |t - sum_i w_i x_i|; then each pick is the candidate of
 * positive weight that brings the mean of all picks nearest to t, so that a candidate may be picked several times.
 *
 * <p>Where the authors round the weights for one N (floor, greedy filling, swaps), this rounding goes pick by pick:
 * the picks
 * for n are the first n of those for N, as everywhere in this library. The geometry is that of the vectors, scaled to
 * length 1 if {@code normalize} is set or the kernel is {@code cosine}; {@code rbf} only changes the reported
 * uncertainty.
 *
 * <p>Settings below {@code ttt.selector.hull}: {@code iterations}, {@code tolerance}, and those of {@linkplain
 * org.ttt4j.select all selectors}. Thread-safe.
 */
public final class HullSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public HullSelectorProvider() {}

    @Override
    public String id() {
        return "hull";
    }

    @Override
    public String description() {
        return "whole multiplicities that reconstruct the query as a mean of candidates";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        HullSettings hull = HullSettings.from(settings);
        return new SequentialSelector(hull.common(), problem -> {
            double[] target = problem.queries().mean();
            double[] weights = HullWeights.of(problem.candidates(), target, hull.iterations(), hull.tolerance());
            return Picker.of(new HullOrder(problem.candidates(), target, weights), problem.lazyPosterior());
        });
    }
}
