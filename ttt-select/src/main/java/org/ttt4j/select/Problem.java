package org.ttt4j.select;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Selector;

/**
 * What an order is made from. Confined to one thread.
 *
 * @param queries shape (m, d), scaled as the kernel asks
 * @param candidates shape (K, d), scaled as the kernel asks
 * @param neighbors the candidates' ids and similarities, shape (K,)
 * @param budget N
 */
record Problem(Points queries, Points candidates, List<Neighbor> neighbors, int budget, Kernel kernel, double lambda) {

    static Problem of(Selector.Request request, Kernel kernel, double lambda) {
        return of(request, kernel, lambda, new Spare());
    }

    /** With memory of earlier problems, which {@link #release()} gives back. */
    static Problem of(Selector.Request request, Kernel kernel, double lambda, Spare spare) {
        return new Problem(
                Points.of(request.query(), kernel.usesUnitVectors(), "query", new Spare()),
                Points.of(request.vectors(), kernel.usesUnitVectors(), "candidates' vectors", spare),
                request.candidates(),
                request.budget(),
                kernel,
                lambda);
    }

    /** K. */
    int count() {
        return candidates.count();
    }

    /**
     * Checks vectors that nobody has looked at yet. Those who have, have checked them.
     *
     * @throws IllegalArgumentException if a component is not finite, naming its row
     */
    void check() {
        queries.squaredLengths();
        candidates.squaredLengths();
    }

    /** Gives memory back; nothing else may be asked afterwards. */
    void release() {
        candidates.release();
    }

    /** Prior covariance of the candidates with the query rows. */
    Prior prior() {
        return new Prior(queries, candidates, kernel);
    }

    /** The same where the candidates take the place of the query rows. */
    Prior undirectedPrior() {
        return new Prior(candidates, candidates, kernel);
    }

    /** Posterior of selectors that ask for few candidates. */
    LazyConditioning lazyPosterior() {
        return new LazyConditioning(prior(), lambda);
    }

    /** The candidates by falling similarity, equal ones as they were given, shape (K,). */
    int[] nearestFirst() {
        double[] keys = new double[count()];
        Arrays.setAll(keys, i -> neighbors.get(i).similarity());
        return largestFirst(keys);
    }

    /** Positions by falling key, equal keys by rising position. */
    static int[] largestFirst(double[] keys) {
        Integer[] order = new Integer[keys.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> 0.0 - keys[i])); // stable; 0.0 - x makes no -0.0
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
