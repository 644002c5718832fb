package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Draws the same number of documents from every domain, as far as a domain has them. Seeded; the sample of a smaller
 * limit that divides evenly is part of the sample of a larger one.
 */
public final class StratifiedSample {

    private StratifiedSample() {}

    /**
     * Draws positions.
     *
     * @param domains domain of each document, shape (B,)
     * @param limit how many to draw, at least 1; all documents when there are fewer
     * @param seed of the drawing
     * @return positions in [0, B) without repetition, the domains taking turns, so that a stopped run has seen all
     */
    public static List<Integer> draw(List<String> domains, int limit, long seed) {
        Map<String, List<Integer>> strata = strata(domains, seed);
        Map<String, Integer> shares = shares(strata, Math.min(limit, domains.size()));
        List<Integer> drawn = new ArrayList<>();
        for (int turn = 0; drawn.size() < Math.min(limit, domains.size()); turn++) {
            for (Map.Entry<String, List<Integer>> stratum : strata.entrySet()) {
                if (turn < shares.get(stratum.getKey())) {
                    drawn.add(stratum.getValue().get(turn));
                }
            }
        }
        return drawn;
    }

    /**
     * Draws as many from every domain; all of one that has fewer.
     *
     * @param domains domain of each document, shape (B,)
     * @param perDomain how many, at least 1; {@link Integer#MAX_VALUE} for all
     * @param seed of the drawing
     * @return positions in [0, B) without repetition, the domains taking turns; a smaller number gives the beginning of a
     *     larger one's turns
     */
    public static List<Integer> perDomain(List<String> domains, int perDomain, long seed) {
        Map<String, Integer> taken = new LinkedHashMap<>();
        return draw(domains, domains.size(), seed).stream()
                .filter(position -> taken.merge(domains.get(position), 1, Integer::sum) <= perDomain)
                .toList();
    }

    private static Map<String, List<Integer>> strata(List<String> domains, long seed) {
        Map<String, List<Integer>> strata = new TreeMap<>();
        for (int i = 0; i < domains.size(); i++) {
            strata.computeIfAbsent(domains.get(i), domain -> new ArrayList<>()).add(i);
        }
        // One generator per domain: adding a domain to the data leaves the draw from the others as it was.
        strata.forEach(
                (domain, positions) -> Collections.shuffle(positions, new Random(seed * 31 + domain.hashCode())));
        return strata;
    }

    /** Equal shares; what a small domain cannot give goes to the others, one each in order of name. */
    private static Map<String, Integer> shares(Map<String, List<Integer>> strata, int limit) {
        Map<String, Integer> shares = new LinkedHashMap<>();
        int left = limit;
        while (left > 0) {
            for (Map.Entry<String, List<Integer>> stratum : strata.entrySet()) {
                int share = shares.getOrDefault(stratum.getKey(), 0);
                if (left > 0 && share < stratum.getValue().size()) {
                    shares.put(stratum.getKey(), share + 1);
                    left--;
                }
            }
        }
        strata.keySet().forEach(domain -> shares.putIfAbsent(domain, 0));
        return shares;
    }
}
