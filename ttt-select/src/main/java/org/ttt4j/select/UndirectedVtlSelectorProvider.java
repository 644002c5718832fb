package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code undirected-vtl}: {@code vtl} with all K candidates as targets, whatever the query; also known as BAIT
 * (Ash et al., arXiv 2106.09675). Needs the covariance of all candidates: O(K^2) memory and O(N K^2) time.
 *
 * <p>Settings below {@code ttt.selector.undirected-vtl}: {@code reselect}, and those of {@linkplain org.ttt4j.select
 * all selectors}. Thread-safe.
 */
public final class UndirectedVtlSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public UndirectedVtlSelectorProvider() {}

    @Override
    public String id() {
        return "undirected-vtl";
    }

    @Override
    public String description() {
        return "least summed posterior variance of all candidates, whatever the query";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return GreedySettings.from(settings).undirected(new TraceObjective());
    }
}
