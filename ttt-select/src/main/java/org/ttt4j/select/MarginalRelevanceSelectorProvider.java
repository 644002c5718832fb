package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code mmr}: maximal marginal relevance (Carbonell &amp; Goldstein, SIGIR 1998),
 *
 * <pre>  x_(n+1) = argmax over candidates x not yet picked of w rel(x) - (1 - w) max_(s picked) k(x, s)</pre>
 *
 * <p>where rel(x) is the mean of k(q, x) over the query rows and w the key {@code relevance}; 1 gives {@code nn} under
 * the
 * kernel. The first pick is the most relevant candidate; each is picked once, equal ones as they were given.
 *
 * <p>Settings below {@code ttt.selector.mmr}: {@code relevance}, and those of {@linkplain org.ttt4j.select all
 * selectors}. Thread-safe.
 */
public final class MarginalRelevanceSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public MarginalRelevanceSelectorProvider() {}

    @Override
    public String id() {
        return "mmr";
    }

    @Override
    public String description() {
        return "similarity to the query against similarity to earlier picks";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        RelevanceSettings relevance = RelevanceSettings.from(settings);
        return new SequentialSelector(relevance.common(), problem -> {
            Prior prior = problem.prior();
            return Picker.of(
                    new RelevanceOrder(prior, prior.meanQueryColumn(), relevance.relevance()), problem.lazyPosterior());
        });
    }
}
