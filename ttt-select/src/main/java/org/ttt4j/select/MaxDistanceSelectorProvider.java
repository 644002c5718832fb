package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code max-distance}: farthest-point traversal (Gonzalez, 1985; k-center or core-set selection: Sener &amp;
 * Savarese, arXiv 1708.00489), whatever the query. The first pick is the candidate given first, which a search makes
 * the
 * nearest; each further one is the farthest from its nearest pick, in the space of the kernel, of equal ones the first.
 * When every candidate lies on a pick, the first is repeated.
 *
 * <p>Settings below {@code ttt.selector.max-distance}: those of {@linkplain org.ttt4j.select all selectors}.
 * Thread-safe.
 */
public final class MaxDistanceSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public MaxDistanceSelectorProvider() {}

    @Override
    public String id() {
        return "max-distance";
    }

    @Override
    public String description() {
        return "farthest from all earlier picks";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return new SequentialSelector(
                SelectionSettings.from(settings),
                problem -> Picker.of(new FarthestOrder(problem.prior()), problem.lazyPosterior()));
    }
}
