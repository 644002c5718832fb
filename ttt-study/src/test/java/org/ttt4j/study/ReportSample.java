package org.ttt4j.study;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up study that fills every part of a report: twelve domains with long names, arms of every method, one setting that
 * is varied, a domain with a single source, failures, retention probes, examples with hostile text.
 */
final class ReportSample {

    static final List<Integer> COUNTS = List.of(0, 1, 5, 10, 20, 50);

    static final List<String> DOMAINS = List.of(
            "ArXiv",
            "DM Mathematics",
            "FreeLaw",
            "Github",
            "Gutenberg (PG-19)",
            "HackerNews",
            "NIH ExPorter",
            "OpenSubtitles",
            "Pile-CC",
            "PubMed Abstracts",
            "StackExchange",
            "Wikipedia (en)");

    private static final int PER_DOMAIN = 5;

    private ReportSample() {}

    static Study study() {
        List<StudyArm> arms = List.of(
                StudyArm.of("base", StudyMethod.BASE, Map.of()),
                train("nn", Map.of("ttt.selector.use", "nn")),
                sift("0.01"),
                sift("0.1"),
                sift("1"),
                new StudyArm(
                        "random",
                        StudyMethod.TRAIN,
                        new TreeMap<>(Map.of("ttt.selector.use", "random")),
                        List.of(0L, 1L)),
                StudyArm.of("in-context", StudyMethod.IN_CONTEXT, Map.of()),
                StudyArm.of("interpolation", StudyMethod.INTERPOLATION, Map.of()),
                StudyArm.of("dynamic-evaluation", StudyMethod.DYNAMIC_EVALUATION, Map.of()));
        List<StudyDomain> domains = DOMAINS.stream()
                .map(domain -> new StudyDomain(
                        domain,
                        PER_DOMAIN,
                        domain.equals("FreeLaw") ? 1 : PER_DOMAIN,
                        PileWeights.of(domain).orElse(1)))
                .toList();
        TreeMap<String, String> settings = new TreeMap<>(Map.of(
                "ttt.candidates",
                "200",
                "ttt.trainer.tensorflow.model",
                "/a/very/long/path/without/any/space/that/a/browser/could/break/a/line/at/model.safetensors",
                "data.seed",
                "1216"));
        return new Study(
                Study.FORMAT, "Selection on <twelve> domains", COUNTS, arms, domains, settings, 1216, manifest());
    }

    private static StudyArm train(String name, Map<String, String> settings) {
        return StudyArm.of(name, StudyMethod.TRAIN, settings);
    }

    private static StudyArm sift(String lambda) {
        return train("sift lambda=" + lambda, Map.of("ttt.selector.use", "sift", "ttt.selector.sift.lambda", lambda));
    }

    private static ObjectNode manifest() {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("created", "2026-11-21T20:00:00Z");
        manifest.putArray("command").add("ttt").add("study").add("run").add("my study.conf");
        manifest.putObject("application").put("version", "0.1.0").put("commit", "d1f574c");
        manifest.putObject("machine").put("os", "Linux").put("processors", 2);
        return manifest;
    }

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

    private static StudyResult result(StudyArm arm, int document, long seed) {
        String domain = DOMAINS.get(document % DOMAINS.size());
        String source = domain.equals("FreeLaw") ? "court#" + document : domain + "/" + document + ".txt";
        if (arm.name().equals("random") && document == 5) {
            return new StudyResult.Failed(
                    arm.name(), document, seed, domain, source, "found a loss of NaN, wanted a finite one");
        }
        Random random = new Random(31L * document + 7);
        long bytes = 1500L + random.nextInt(3000);
        double base = bytes * (1.1 + 0.4 * random.nextDouble());
        Random own = new Random(31L * document + seed * 1009 + arm.name().hashCode());
        double ease = 0.2 + DOMAINS.indexOf(domain) % 5 * 0.5 + 0.5 * own.nextDouble();
        int most = arm.method().usesNeighbors() ? COUNTS.get(COUNTS.size() - 1) : 0;
        boolean sift = arm.name().startsWith("sift");
        List<StudyScore> scores = new ArrayList<>();
        for (int count : COUNTS) {
            double reached = arm.method().usesNeighbors() ? Math.log1p(count) / Math.log1p(50) : Math.min(1, count);
            double share = 1 - gain(arm) * ease * reached;
            int used = Math.min(count, most);
            Cost cost = count == 0 || arm.method() == StudyMethod.BASE
                    ? Cost.NONE
                    : new Cost(0.02 * Math.max(1, used), 300L * Math.max(1, used), 2e10 * Math.max(1, used));
            scores.add(new StudyScore(count, used, base * share, bytes, bytes / 4, bytes / 6, cost));
        }
        List<StudyPick> picks = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            picks.add(new StudyPick(
                    100L * document + i, 0.9f - 0.01f * i, sift ? Math.pow(1 - 0.25 * ease, i / 25.0) : Double.NaN));
        }
        return new StudyResult.Scored(
                arm.name(),
                document,
                seed,
                domain,
                source,
                scores,
                picks,
                sift ? 1 : Double.NaN,
                List.of(),
                arm.name().equals("nn") ? retained(document) : List.of(),
                new TreeMap<>(document % 7 == 0 ? Map.of("near-duplicate", 2L) : Map.of()),
                new TreeMap<>(),
                400_000_000L,
                arm.method() == StudyMethod.BASE
                        ? Map.of()
                        : Map.of("embed", 0.01, "search", 0.002, "select", 0.03, "train", 0.02 * most, "score", 0.1));
    }

    /** Learned from 2 bits per byte to 1, and forgotten to 1.5 and 1.25. */
    private static List<Retained> retained(int document) {
        return List.of(
                new Retained(100L * document, 1, 1000, 2000, 1000, 1500),
                new Retained(100L * document + 1, 2, 1000, 2000, 1000, 1250));
    }

    private static double gain(StudyArm arm) {
        return switch (arm.name()) {
            case "nn" -> 0.11;
            case "sift lambda=0.01" -> 0.14;
            case "sift lambda=0.1" -> 0.16;
            case "sift lambda=1" -> 0.155;
            case "random" -> -0.02;
            case "in-context" -> 0.03;
            case "interpolation" -> 0.02;
            case "dynamic-evaluation" -> 0.05;
            default -> 0;
        };
    }

    static List<StudyExample> examples() {
        List<StudyExample> examples = new ArrayList<>();
        String text =
                "public static <T> List<T> copy(List<T> list) {\n\treturn List.copyOf(list); // </script><b>&amp;\n}\n";
        for (int document = 0; document < 8; document++) {
            Random random = new Random(document);
            List<TokenChange> tokens = new ArrayList<>();
            for (int repeat = 0; repeat < 6; repeat++) {
                for (String token : text.split("(?<=[ .,(){}<>/])", -1)) {
                    double before = -6 * random.nextDouble();
                    double after = Math.min(0, before + 3 * (random.nextDouble() - 0.4 - 0.02 * document));
                    tokens.add(new TokenChange(token, before, after));
                }
            }
            List<StudyExample.Neighbor> chosen = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                chosen.add(new StudyExample.Neighbor(
                        i, "project-" + i + "/Lists.java", text.repeat(3), 0.9f - 0.1f * i, 0.8 - 0.1 * i));
            }
            examples.add(new StudyExample(
                    "sift lambda=0.1",
                    document,
                    0,
                    "Github",
                    "project/Copy.java#" + document,
                    text,
                    50,
                    tokens,
                    chosen));
        }
        return examples;
    }
}
