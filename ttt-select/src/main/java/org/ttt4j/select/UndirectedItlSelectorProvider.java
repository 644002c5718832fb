package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code undirected-itl}: {@code itl} with all candidates as targets, whatever the query. The information
 * gain 1/2
 * log(1 + k_n(x, x) / lambda) grows with the candidate's own variance, so this is uncertainty sampling that conditions
 * on
 * its picks (MacKay, 1992; Srinivas et al., arXiv 0912.3995).
 *
 * <p>Settings below {@code ttt.selector.undirected-itl}: {@code reselect}, and those of {@linkplain org.ttt4j.select
 * all selectors}. Thread-safe.
 */
public final class UndirectedItlSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public UndirectedItlSelectorProvider() {}

    @Override
    public String id() {
        return "undirected-itl";
    }

    @Override
    public String description() {
        return "largest posterior variance, whatever the query";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return GreedySettings.from(settings).maximizing(new VarianceObjective());
    }
}
