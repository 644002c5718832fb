package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code information-density} (Settles &amp; Craven, 2008): the candidates by falling
 *
 * <pre>  u(x) (mean over query rows q of cos(q, x))^beta</pre>
 *
 * <p>each once, equal ones as they were given; the power keeps the sign of the mean. The uncertainty u(x) is the
 * entropy of
 * softmax(scale W x) with the weights W of a linear classifier over the embeddings, a {@code .npy} file of shape (c,
 * d), and
 * without one the prior variance k(x, x).
 *
 * <p>Settings below {@code ttt.selector.information-density}: {@code head} (path, or empty), {@code scale}, {@code
 * beta}, and those of {@linkplain org.ttt4j.select all selectors}. Thread-safe.
 */
public final class InformationDensitySelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public InformationDensitySelectorProvider() {}

    @Override
    public String id() {
        return "information-density";
    }

    @Override
    public String description() {
        return "uncertainty of a candidate times its similarity to the query";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        DensitySettings density = DensitySettings.from(settings);
        return new SequentialSelector(
                density.common(),
                problem -> Picker.of(
                        new FixedOrder(Problem.largestFirst(InformationDensity.of(problem, density))),
                        problem.lazyPosterior()));
    }
}
