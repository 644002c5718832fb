package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code nn}: the first N candidates in the order they are given, nearest first, as in test-time training on
 * nearest neighbours (Hardt &amp; Sun, arXiv 2305.18466). With fewer than N candidates it picks them all, once.
 *
 * <p>The uncertainty of a pick is the same posterior standard deviation that {@link SiftSelectorProvider} reports, so
 * that both can be compared. Setting below {@code ttt.selector.nn}: {@code lambda}. Thread-safe.
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
        return new NearestSelector(Lambda.from(settings));
    }
}
