package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code uncertainty}: uncertainty sampling (Lewis &amp; Gale, 1994), the candidates by falling prior
 * variance k(x,
 * x), each once, equal ones as they were given. Under the linear kernel that is the vector's squared length: on unit
 * vectors there is nothing to tell candidates apart.
 *
 * <p>Settings below {@code ttt.selector.uncertainty}: those of {@linkplain org.ttt4j.select all selectors}.
 * Thread-safe.
 */
public final class UncertaintySelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public UncertaintySelectorProvider() {}

    @Override
    public String id() {
        return "uncertainty";
    }

    @Override
    public String description() {
        return "largest prior variance";
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
                problem -> Picker.of(
                        new FixedOrder(Problem.largestFirst(problem.prior().variances())), problem.lazyPosterior()));
    }
}
