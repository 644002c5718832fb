package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code itl}: information-based transductive learning (H&uuml;botter et al., arXiv 2402.15898),
 *
 * <pre>
 *   x_(n+1) = argmax over candidates x of I(y(A); f(x) | D_n) = 1/2 log(k_n(x, x) / k'(x, x))
 *   k'(x, x) = k_n(x, x) - k_n(x, A) (K_n(A, A) + lambda I)^-1 k_n(A, x)
 * </pre>
 *
 * <p>with the query rows as targets A: it shrinks the determinant of their covariance where {@code sift} shrinks the
 * trace. Computed as the authors' library does, without noise at x; a candidate without variance, for which that
 * library
 * finds NaN, gains nothing. Time O(N K d + N^2 K + N m^2 K).
 *
 * <p>Settings below {@code ttt.selector.itl}: {@code reselect}, and those of {@linkplain org.ttt4j.select all
 * selectors}. Thread-safe.
 */
public final class ItlSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public ItlSelectorProvider() {}

    @Override
    public String id() {
        return "itl";
    }

    @Override
    public String description() {
        return "largest information gain about the query rows";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return GreedySettings.from(settings).maximizing(new InformationObjective());
    }
}
