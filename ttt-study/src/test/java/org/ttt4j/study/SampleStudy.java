package org.ttt4j.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up study whose numbers look like real ones: gains that grow with neighbours and differ by domain, a baseline that
 * is no better than none, a failure, a domain with a single source.
 */
final class SampleStudy {

    static final List<Integer> COUNTS = List.of(0, 1, 5, 10, 20, 50);

    private static final List<String> DOMAINS = List.of("FreeLaw", "Github", "Pile-CC", "PubMed Abstracts");
    private static final int PER_DOMAIN = 6;

    private SampleStudy() {}

    static Study study() {
        List<StudyArm> arms = List.of(
                StudyArm.of("base", StudyMethod.BASE, Map.of()),
                StudyArm.of("nn", StudyMethod.TRAIN, Map.of("ttt.selector.use", "nn")),
                StudyArm.of("sift", StudyMethod.TRAIN, Map.of("ttt.selector.use", "sift")),
                new StudyArm(
                        "random",
                        StudyMethod.TRAIN,
                        new TreeMap<>(Map.of("ttt.selector.use", "random")),
                        List.of(0L, 1L, 2L)),
                StudyArm.of("in-context", StudyMethod.IN_CONTEXT, Map.of()),
                StudyArm.of("dynamic-evaluation", StudyMethod.DYNAMIC_EVALUATION, Map.of()));
        List<StudyDomain> domains = new ArrayList<>();
        for (String domain : DOMAINS) {
            domains.add(new StudyDomain(
                    domain, PER_DOMAIN, domain.equals("FreeLaw") ? 1 : PER_DOMAIN / 2, domain.length()));
        }
        TreeMap<String, String> settings = new TreeMap<>(Map.of("ttt.candidates", "200", "model", "0123456789abcdef"));
        return new Study(Study.FORMAT, "sample", COUNTS, arms, domains, settings, 1216, null);
    }

    /** All lines, the documents in turns of domains; the random arm fails on one document. */
    static List<StudyResult> results() {
        List<StudyResult> results = new ArrayList<>();
        for (int document = 0; document < PER_DOMAIN * DOMAINS.size(); document++) {
            for (StudyArm arm : study().arms()) {
                for (long seed : arm.seeds()) {
                    results.add(result(arm, document, seed));
                }
            }
        }
        return results;
    }

    static StudyResult result(StudyArm arm, int document, long seed) {
        String domain = DOMAINS.get(document % DOMAINS.size());
        int piece = document / DOMAINS.size();
        String source = domain.equals("FreeLaw") ? "court#" + piece : domain + "/file-" + piece / 2 + "#" + piece % 2;
        if (arm.name().equals("random") && document == 5 && seed == 1) {
            return new StudyResult.Failed(
                    arm.name(), document, seed, domain, source, "found a loss of NaN, wanted a finite one");
        }
        Random random = new Random(31L * document + 7);
        long bytes = 1500L + random.nextInt(3000);
        double base = bytes * (1.1 + 0.4 * random.nextDouble());
        Random own = new Random(31L * document + seed * 1009 + arm.name().hashCode());
        List<StudyScore> scores = new ArrayList<>();
        for (int count : COUNTS) {
            double share = 1 - gain(arm, domain, count) * (0.8 + 0.4 * own.nextDouble());
            int used = arm.method().usesNeighbors() ? count : 0;
            Cost cost = new Cost(0.02 * used, 300L * used, 1e9 * used);
            scores.add(
                    new StudyScore(count, used, count == 0 ? base : base * share, bytes, bytes / 4, bytes / 6, cost));
        }
        List<StudyPick> picks = new ArrayList<>();
        List<StudyStep> steps = new ArrayList<>();
        int most = arm.method().usesNeighbors() ? COUNTS.get(COUNTS.size() - 1) : 0;
        for (int i = 0; i < most; i++) {
            picks.add(new StudyPick(
                    100L * document + i,
                    0.9f - 0.01f * i,
                    arm.name().equals("sift") ? 1 / (1 + 0.2 * (i + 1)) : Double.NaN));
            if (arm.method() == StudyMethod.TRAIN) {
                steps.add(new StudyStep(100L * document + i, 3 - 0.02 * i));
            }
        }
        return new StudyResult.Scored(
                arm.name(),
                document,
                seed,
                domain,
                source,
                scores,
                picks,
                arm.name().equals("sift") ? 1 : Double.NaN,
                steps,
                List.of(),
                new TreeMap<>(document % 7 == 0 ? Map.of("near-duplicate", 2L) : Map.of()),
                new TreeMap<>(),
                400_000_000L + document,
                Map.of("embed", 0.01, "search", 0.002, "select", 0.003, "train", 0.02 * most, "score", 0.1));
    }

    private static double gain(StudyArm arm, String domain, int count) {
        double most =
                switch (arm.name()) {
                    case "nn" -> 0.15;
                    case "sift" -> 0.2;
                    case "random" -> -0.03;
                    case "in-context" -> 0.04;
                    case "dynamic-evaluation" -> 0.06;
                    default -> 0;
                };
        double reached = arm.method().usesNeighbors() ? Math.log1p(count) / Math.log1p(50) : 1;
        return most * reached * (domain.equals("Github") ? 2.5 : 1);
    }
}
