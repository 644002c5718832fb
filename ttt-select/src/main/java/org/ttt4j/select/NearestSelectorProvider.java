package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code nn}: the candidates by falling {@linkplain org.ttt4j.api.Neighbor#similarity() similarity}, equal
 * ones
 * as they were given, as in test-time training on nearest neighbours (Hardt &amp; Sun, arXiv 2305.18466). With fewer
 * than N candidates it picks them all, once. Kernel and lambda only matter for the uncertainty that is reported.
 *
 * <p>Settings below {@code ttt.selector.nn}: those of {@linkplain org.ttt4j.select all selectors}. Thread-safe.
 */
public final class NearestSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public NearestSelectorProvider() {}

    @Override
    public String id() {
        return "nn";
    }

    @Override
    public String description() {
        return "the nearest candidates";
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
                problem -> Picker.of(new FixedOrder(problem.nearestFirst()), problem.lazyPosterior()));
    }
}
