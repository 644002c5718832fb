package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code kmeans++}: D^2 sampling (Arthur &amp; Vassilvitskii, 2007), whatever the query. The first candidate
 * is drawn
 * uniformly, each further one with probability proportional to its squared distance to the nearest pick, in the space
 * of
 * the kernel; ends when every candidate lies on a pick. On gradient embeddings this is BADGE (Ash et al., arXiv
 * 1906.03671). The draw depends on the seed, the query and the candidates' ids alone.
 *
 * <p>Settings below {@code ttt.selector."kmeans++"}: {@code seed}, and those of {@linkplain org.ttt4j.select all
 * selectors}. Thread-safe.
 */
public final class KMeansPlusPlusSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public KMeansPlusPlusSelectorProvider() {}

    @Override
    public String id() {
        return "kmeans++";
    }

    @Override
    public String description() {
        return "drawn with probability by squared distance to earlier picks";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        SeededSettings seeded = SeededSettings.from(settings);
        return new SequentialSelector(
                seeded.common(),
                problem -> Picker.of(
                        new WeightedOrder(problem.prior(), new Draws(seeded.seed(), problem)),
                        problem.lazyPosterior()));
    }
}
