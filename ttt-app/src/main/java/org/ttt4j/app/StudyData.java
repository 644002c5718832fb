package org.ttt4j.app;

import com.typesafe.config.ConfigUtil;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.study.PileWeights;

/**
 * What a study is about, as its file says. Thread-safe.
 *
 * @param demo whether corpus and documents are those of {@code ttt demo}
 * @param corpus files to index; empty for the demo's or where there is an index already
 * @param index an index directory
 * @param test documents to evaluate on; empty for the demo's
 * @param validation documents to choose weights of baselines on; empty to draw them from what is left of the others
 * @param perDomain documents of each domain; empty for all
 * @param seed of the drawing and of the bootstrap
 * @param groups whether pieces of one source are resampled together
 * @param maxBytes longest document in UTF-8 bytes; a longer one counts as failed
 * @param weights of domains: {@code pile}, {@code equal}, or given ones
 * @param given weights by domain, if they are given
 */
record StudyData(
        boolean demo,
        List<Path> corpus,
        Optional<Path> index,
        Optional<Path> test,
        Optional<Path> validation,
        Optional<Integer> perDomain,
        long seed,
        boolean groups,
        long maxBytes,
        String weights,
        SortedMap<String, Double> given) {

    private static final List<String> KEYS =
            List.of("corpus", "index", "test", "validation", "sample", "max-bytes", "split-text", "weights");
    private static final List<String> SAMPLE_KEYS = List.of("per-domain", "seed", "groups");

    StudyData {
        corpus = List.copyOf(corpus);
        given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
    }

    static StudyData read(StudyKeys keys) {
        keys.demandKnown("study.data", KEYS);
        keys.demandKnown("study.data.sample", SAMPLE_KEYS);
        List<String> corpus = keys.words("study.data.corpus");
        boolean demo = corpus.equals(List.of("demo"));
        Optional<Path> index = path(keys, "study.data.index");
        Optional<Path> test = path(keys, "study.data.test");
        if (corpus.isEmpty() == index.isEmpty()) {
            throw keys.refuse("study.data.corpus", "either study.data.corpus (files, or demo) or study.data.index");
        }
        if (!demo && test.isEmpty()) {
            throw keys.refuse("study.data.test", "a file of documents to evaluate on");
        }
        String groups = keys.text("study.data.sample.groups", "source");
        if (!groups.equals("source") && !groups.equals("document")) {
            throw keys.refuse("study.data.sample.groups", "source or document");
        }
        Optional<Integer> perDomain =
                keys.text("study.data.sample.per-domain", "all").equals("all")
                        ? Optional.empty()
                        : Optional.of((int) keys.whole("study.data.sample.per-domain", 1, 1, 1_000_000));
        boolean given = keys.has("study.data.weights") && weightsBlock(keys);
        String weights = given ? "given" : keys.text("study.data.weights", "pile");
        if (!given && !weights.equals("pile") && !weights.equals("equal")) {
            throw keys.refuse("study.data.weights", "pile, equal, or a block with a number for each domain");
        }
        return new StudyData(
                demo,
                demo
                        ? List.of()
                        : corpus.stream()
                                .map(text -> path(keys, "study.data.corpus", text))
                                .toList(),
                index,
                test,
                path(keys, "study.data.validation"),
                perDomain,
                keys.whole("study.data.sample.seed", 1216, Long.MIN_VALUE, Long.MAX_VALUE),
                groups.equals("source"),
                keys.whole("study.data.max-bytes", 1 << 20, 1, Integer.MAX_VALUE),
                weights,
                given ? given(keys) : new TreeMap<>());
    }

    private static boolean weightsBlock(StudyKeys keys) {
        return keys.block("study.data").getValue("weights").unwrapped() instanceof Map;
    }

    private static SortedMap<String, Double> given(StudyKeys keys) {
        SortedMap<String, Double> given = new TreeMap<>();
        for (String domain : keys.block("study.data.weights").root().keySet()) {
            String key = "study.data.weights." + ConfigUtil.joinPath(domain);
            double weight;
            try {
                weight = Double.parseDouble(keys.text(key, ""));
            } catch (NumberFormatException notNumber) {
                weight = Double.NaN;
            }
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw keys.refuse(key, "a number >= 0");
            }
            given.put(domain, weight);
        }
        return given;
    }

    /**
     * The weight of a domain: the Pile's for its names and otherwise 1 for all.
     *
     * @param all names of the study's domains
     */
    double weight(String domain, List<String> all) {
        if (weights.equals("given")) {
            return given.getOrDefault(domain, 0.0);
        }
        boolean pile =
                weights.equals("pile") && all.stream().map(PileWeights::of).allMatch(OptionalDouble::isPresent);
        return pile ? PileWeights.of(domain).orElseThrow() : 1;
    }

    private static Optional<Path> path(StudyKeys keys, String key) {
        return keys.text(key).map(text -> path(keys, key, text));
    }

    private static Path path(StudyKeys keys, String key, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException impossible) {
            throw keys.refuse(key, "a path (" + impossible.getReason() + ")");
        }
    }
}
