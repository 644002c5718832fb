package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.ttt4j.api.VectorIndex;

/**
 * Looks for the cheapest search parameters that reach a recall, as FAISS's AutoTune does: recall rises with each
 * parameter, so for every choice of the others the least sufficient value of the last one is found by bisection.
 * Confined to one thread.
 */
final class IndexTuning {

    private final double wanted;
    private final List<String> names;
    private final Map<String, List<String>> candidates;
    private final Function<Map<String, String>, TuningPoint> measure;
    private final List<TuningPoint> points = new ArrayList<>();

    /**
     * A search.
     *
     * @param wanted recall to reach, in (0, 1]
     * @param candidates as {@link VectorIndex.Tunable#parameters()} gives them
     * @param measure what one choice finds and costs
     */
    IndexTuning(
            double wanted, Map<String, List<String>> candidates, Function<Map<String, String>, TuningPoint> measure) {
        this.wanted = wanted;
        this.names = List.copyOf(candidates.keySet());
        this.candidates = new LinkedHashMap<>(candidates);
        this.measure = measure;
    }

    /** Measures; afterwards {@link #points()} tells what was measured. */
    void run() {
        walk(0, new TreeMap<>());
    }

    /** Everything measured, in the order of recall. */
    List<TuningPoint> points() {
        return points.stream()
                .sorted(Comparator.comparingDouble(TuningPoint::recall))
                .toList();
    }

    /** The cheapest that reaches the recall, if one does. */
    Optional<TuningPoint> cheapest() {
        return points.stream()
                .filter(point -> point.recall() >= wanted)
                .min(Comparator.comparingDouble(TuningPoint::cpuMs).thenComparing(TuningPoint::recall));
    }

    private void walk(int parameter, Map<String, String> chosen) {
        String name = names.get(parameter);
        List<String> values = candidates.get(name);
        if (parameter < names.size() - 1) {
            for (String value : values) {
                walk(parameter + 1, with(chosen, name, value));
            }
            return;
        }
        int enough = values.size();
        for (int least = 0; least < enough; ) {
            int middle = (least + enough) / 2;
            TuningPoint point = measure.apply(with(chosen, name, values.get(middle)));
            points.add(point);
            if (point.recall() >= wanted) {
                enough = middle;
            } else {
                least = middle + 1;
            }
        }
    }

    private static Map<String, String> with(Map<String, String> chosen, String name, String value) {
        Map<String, String> more = new TreeMap<>(chosen);
        more.put(name, value);
        return more;
    }
}
