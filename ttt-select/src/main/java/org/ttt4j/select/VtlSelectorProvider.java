package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code vtl}: variance-based transductive learning (Seo et al., 2000; H&uuml;botter et al., arXiv
 * 2402.15898),
 *
 * <pre>  x_(n+1) = argmin over candidates x of tr Var[f(A) | D_n, y(x)]</pre>
 *
 * <p>with the query rows as targets A. {@code sift} is this rule applied to one query; both ids pick the same. It
 * stands
 * here so that studies of the transductive family can name all of its members.
 *
 * <p>Settings below {@code ttt.selector.vtl}: {@code reselect}, and those of {@linkplain org.ttt4j.select all
 * selectors}. Thread-safe.
 */
public final class VtlSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public VtlSelectorProvider() {}

    @Override
    public String id() {
        return "vtl";
    }

    @Override
    public String description() {
        return "least summed posterior variance of the query rows (the same as sift)";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return GreedySettings.from(settings).maximizing(new TraceObjective());
    }
}
