package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code sift}: picks, one after the other, the candidate that leaves the least uncertainty about the query
 * (H&uuml;botter, Bongni, Hakimi, Krause, arXiv 2410.08020). With the kernel k, for instance k(x, x') = x &middot; x',
 * and the picks X_n = (x_1 .. x_n), repetition allowed,
 *
 * <pre>
 *   sigma_n^2(q) = k(q, q) - k_X(q)^T (K_X + lambda I)^-1 k_X(q)
 *   x_(n+1)      = argmin over candidates x of the sum over query rows q of sigma_(X_n, x)^2(q)
 * </pre>
 *
 * <p>computed in float64 as the equivalent argmax of sum_q k_n(q, x)^2 / (k_n(x, x) + lambda), where k_n is the kernel
 * conditioned on the picks so far. Ties go to the candidate given first. The choice is exact, takes O(N K d + N^2 K)
 * time and O(N K + K d) memory, and forms no K x K matrix. Vectors are used as they are unless {@code normalize} is
 * set.
 * Zero, repeated and opposed vectors are fine; those that are not finite are refused.
 *
 * <p>{@link org.ttt4j.api.Pick#uncertainty()} is the square root of the sum of sigma_n^2 over the query rows. Large
 * lambda repeats the nearest candidate, small lambda spreads the picks.
 *
 * <p>Settings below {@code ttt.selector.sift}: {@code reselect}, and those of {@linkplain org.ttt4j.select all
 * selectors}. Thread-safe.
 */
public final class SiftSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public SiftSelectorProvider() {}

    @Override
    public String id() {
        return "sift";
    }

    @Override
    public String description() {
        return "least posterior variance at the query, exact greedy choice";
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
