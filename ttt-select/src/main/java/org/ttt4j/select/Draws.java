package org.ttt4j.select;

import java.util.List;
import org.ttt4j.api.Neighbor;

/**
 * Random numbers that belong to documents, not to places: a draw depends on the seed, the query, the step and the
 * document's id. So a random selection is pure, and the same whatever the order of the candidates. Thread-safe.
 */
final class Draws {

    private final long base;
    private final List<Neighbor> neighbors;

    Draws(long seed, Problem problem) {
        long hash = mixed(seed);
        for (int q = 0; q < problem.queries().count(); q++) {
            for (double component : problem.queries().row(q)) {
                hash = mixed(hash ^ Double.doubleToLongBits(component));
            }
        }
        base = hash;
        neighbors = problem.neighbors();
    }

    /** Uniform in (0, 1]. */
    double uniform(int candidate, int step) {
        long bits = mixed(mixed(base + step) ^ neighbors.get(candidate).id());
        return ((bits >>> 11) + 1) * 0x1p-53;
    }

    /** Exponential with mean 1: the smallest of draws divided by weights is a candidate with probability by weight. */
    double exponential(int candidate, int step) {
        return -Math.log(uniform(candidate, step));
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
