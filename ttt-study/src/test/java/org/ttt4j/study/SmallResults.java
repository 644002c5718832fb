package org.ttt4j.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results with given bits, for tests that know what must come out. */
final class SmallResults {

    static final long BYTES = 1000;

    private SmallResults() {}

    /** One document for every arm and seed of a study. */
    static List<StudyResult> of(Study study, String domain, String source, long document, List<Double> bits) {
        List<StudyResult> results = new ArrayList<>();
        study.arms().forEach(arm -> arm.seeds()
                .forEach(seed ->
                        results.add(scored(arm.name(), document, seed, domain, source, study.neighbors(), bits))));
        return results;
    }

    /** One line that took three seconds. */
    static StudyResult.Scored scored(
            String arm,
            long document,
            long seed,
            String domain,
            String source,
            List<Integer> counts,
            List<Double> bits) {
        return scored(arm, document, seed, domain, source, counts, bits, 2.0);
    }

    /** One line whose training took so long. */
    static StudyResult.Scored scored(
            String arm,
            long document,
            long seed,
            String domain,
            String source,
            List<Integer> counts,
            List<Double> bits,
            double seconds) {
        List<StudyScore> scores = new ArrayList<>();
        for (int i = 0; i < bits.size(); i++) {
            int count = counts.get(i);
            Cost cost = new Cost(seconds * count, 10L * count, 1e9 * count);
            scores.add(new StudyScore(count, count, bits.get(i), BYTES, BYTES / 4, BYTES / 5, cost));
        }
        return new StudyResult.Scored(
                arm,
                document,
                seed,
                domain,
                source,
                scores,
                List.of(),
                Double.NaN,
                List.of(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                Map.of("train", seconds, "score", 1.0));
    }
}
