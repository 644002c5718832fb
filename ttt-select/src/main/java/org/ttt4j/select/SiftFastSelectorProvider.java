package org.ttt4j.select;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Selector {@code sift-fast}: the lazy greedy algorithm of the SIFT paper (arXiv 2410.08020, appendix F, "SIFT-Fast").
 * Candidates wait in a queue by what they were worth when last looked at, at first (mean_q k(q, x))^2 / (k(x, x) +
 * lambda);
 * the best of them is valued anew, and picked if it is still worth at least what any other was.
 *
 * <p>That would be exact if a candidate could only lose worth by other picks, but it can gain: this selector may pick
 * otherwise than {@code sift}, for one query row and more so for several, whose exact worth the queue's first keys only
 * guess. It is kept for studies; {@code sift} is exact and needs milliseconds. Every call starts with its own queue.
 *
 * <p>Settings below {@code ttt.selector.sift-fast}: those of {@linkplain org.ttt4j.select all selectors}. Thread-safe.
 */
public final class SiftFastSelectorProvider implements BackendProvider.OfSelector {

    /** For the service loader. */
    public SiftFastSelectorProvider() {}

    @Override
    public String id() {
        return "sift-fast";
    }

    @Override
    public String description() {
        return "lazy greedy choice of the SIFT paper, a heuristic";
    }

    /**
     * Opens the selector.
     *
     * @throws ConfigException if a setting is wrong
     */
    @Override
    public Selector open(Settings settings) {
        return new SequentialSelector(SelectionSettings.from(settings), problem -> {
            LazyConditioning posterior = problem.lazyPosterior();
            return Picker.of(new LazyGreedyOrder(problem, posterior), posterior);
        });
    }
}
