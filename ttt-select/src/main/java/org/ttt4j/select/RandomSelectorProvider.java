package org.ttt4j.select;

import java.util.Arrays;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code random}: candidates drawn uniformly without replacement, at most K. The draw depends on the seed, the
 * query and the candidates' ids alone, so that it is the same on every machine and in every order of the candidates.
 *
 * <p>Settings below {@code ttt.selector.random}: {@code seed}, and those of {@linkplain org.ttt4j.select all
 * selectors}. Thread-safe.
 */
public final class RandomSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public RandomSelectorProvider() {}

    @Override
    public String id() {
        return "random";
    }

    @Override
    public String description() {
        return "candidates drawn at random";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        SeededSettings seeded = SeededSettings.from(settings);
        return new SequentialSelector(seeded.common(), problem -> {
            Draws draws = new Draws(seeded.seed(), problem);
            double[] keys = new double[problem.count()];
            Arrays.setAll(keys, i -> draws.uniform(i, 0));
            return Picker.of(new FixedOrder(Problem.largestFirst(keys)), problem.lazyPosterior());
        });
    }
}
