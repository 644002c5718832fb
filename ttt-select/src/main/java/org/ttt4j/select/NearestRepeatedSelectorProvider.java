package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code nn-f}: the nearest candidate N times over. This is how retrieval fails on a corpus of duplicates, and
 * what SIFT (H&uuml;botter et al., arXiv 2410.08020, section 2) is compared with; {@code sift} becomes it as lambda
 * grows.
 *
 * <p>Settings below {@code ttt.selector.nn-f}: those of {@linkplain org.ttt4j.select all selectors}. Thread-safe.
 */
public final class NearestRepeatedSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public NearestRepeatedSelectorProvider() {}

    @Override
    public String id() {
        return "nn-f";
    }

    @Override
    public String description() {
        return "the nearest candidate, again and again";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return new SequentialSelector(SelectionSettings.from(settings), problem -> {
            int nearest = problem.nearestFirst()[0];
            return Picker.of(() -> nearest, problem.lazyPosterior());
        });
    }
}
