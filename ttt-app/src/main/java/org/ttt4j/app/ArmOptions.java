package org.ttt4j.app;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ttt4j.api.ConfigException;
import org.ttt4j.study.StudyMethod;

/**
 * What an arm does apart from what the configuration says; the keys of an arm that do not stand below {@code ttt}.
 * Thread-safe.
 *
 * @param method what is done with neighbours
 * @param order of training
 * @param share of the corpus that is searched, in (0, 1]: smaller ones are parts of larger ones
 * @param splitText whether neighbours are searched for the first half of a document and only the second is scored
 * @param retention how many of the picks are scored again after the last step
 * @param contextShare share of the context that neighbours get where a document does not fit beside them, in [0, 1)
 * @param contextOrder where the nearest neighbour stands in the context
 * @param segment tokens that dynamic evaluation scores before it learns them, at least 1
 * @param overlap tokens before a segment that it still sees, at least 0
 */
record ArmOptions(
        StudyMethod method,
        StudyOrder order,
        double share,
        boolean splitText,
        int retention,
        double contextShare,
        ContextOrder contextOrder,
        int segment,
        int overlap) {

    /** Keys with their defaults. */
    static final Map<String, String> DEFAULTS = Map.of(
            "method", "train",
            "order", "nearest-first",
            "share", "1",
            "split-text", "false",
            "retention", "0",
            "in-context.share", "0",
            "in-context.order", "nearest-last",
            "dynamic-evaluation.segment", "64",
            "dynamic-evaluation.overlap", "64");

    /** Where the nearest neighbour stands in the context. */
    enum ContextOrder {
        /** Beside the document; what does not fit is the farthest. */
        NEAREST_LAST,
        /** First, as in TTT-NN's code; what does not fit is cut off there, and the farthest stand beside the document. */
        NEAREST_FIRST
    }

    /**
     * Reads the keys.
     *
     * @param values every key of {@link #DEFAULTS}
     * @param origin what the arm is called, for refusals
     */
    static ArmOptions of(Map<String, String> values, String origin) {
        return new ArmOptions(
                choice(values, "method", StudyMethod.values(), origin),
                choice(values, "order", StudyOrder.values(), origin),
                number(values, "share", 1e-6, 1, origin),
                choice(values, "split-text", Flag.values(), origin) == Flag.TRUE,
                (int) number(values, "retention", 0, 1000, origin),
                number(values, "in-context.share", 0, 0.99, origin),
                choice(values, "in-context.order", ContextOrder.values(), origin),
                (int) number(values, "dynamic-evaluation.segment", 1, 1 << 20, origin),
                (int) number(values, "dynamic-evaluation.overlap", 0, 1 << 20, origin));
    }

    private enum Flag {
        TRUE,
        FALSE
    }

    private static <E extends Enum<E>> E choice(Map<String, String> values, String key, E[] all, String origin) {
        String found = values.get(key);
        List<String> spellings = Stream.of(all).map(AppSettings::spelling).toList();
        int place = spellings.indexOf(found);
        if (place < 0) {
            throw new ConfigException(
                    key,
                    origin,
                    "found \"" + found + "\", wanted one of " + spellings
                            + Nearest.to(found, spellings)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        return all[place];
    }

    private static double number(Map<String, String> values, String key, double least, double most, String origin) {
        String found = values.get(key);
        double number;
        try {
            number = Double.parseDouble(found);
        } catch (NumberFormatException notNumber) {
            number = Double.NaN;
        }
        if (!(number >= least && number <= most)) {
            throw new ConfigException(
                    key, origin, "found \"" + found + "\", wanted a number in [" + least + ", " + most + "]");
        }
        return number;
    }

    /** Keys that change nothing for a method: two arms that differ in these alone are one. */
    static List<String> idle(StudyMethod method) {
        String own = method.id() + ".";
        boolean trains = method == StudyMethod.TRAIN;
        return DEFAULTS.keySet().stream()
                .filter(key -> key.contains(".") ? !key.startsWith(own) : idle(key, method, trains))
                .toList();
    }

    private static boolean idle(String key, StudyMethod method, boolean trains) {
        return switch (key) {
            case "order", "retention" -> !trains;
            case "share" -> !method.usesNeighbors();
            default -> false;
        };
    }
}
