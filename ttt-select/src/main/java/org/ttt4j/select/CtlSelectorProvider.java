package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code ctl}: correlation-based transductive learning (H&uuml;botter et al., arXiv 2402.15898),
 *
 * <pre>  x_(n+1) = argmax over candidates x of mean_q k_n(q, x) / sqrt(k_n(q, q) k_n(x, x))</pre>
 *
 * <p>over the query rows q. Where a variance is zero the correlation counts as zero, where the authors' library finds
 * NaN.
 *
 * <p>Settings below {@code ttt.selector.ctl}: {@code reselect}, and those of {@linkplain org.ttt4j.select all
 * selectors}. Thread-safe.
 */
public final class CtlSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public CtlSelectorProvider() {}

    @Override
    public String id() {
        return "ctl";
    }

    @Override
    public String description() {
        return "largest mean correlation with the query rows";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return GreedySettings.from(settings).maximizing(new CorrelationObjective());
    }
}
