package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.ttt4j.study.StudyMethod;

/**
 * Where a seed enters an arm: keys {@code seed} of the backends it uses, and keys such as {@code dropout-seed} where
 * {@code dropout} is neither false nor 0. Thread-safe.
 */
final class StudySeeds {

    private StudySeeds() {}

    /** The keys below {@code ttt} that a seed of a study sets; none if nothing random enters. */
    static List<String> keys(Configuration configuration, StudyMethod method) {
        List<String> keys = new ArrayList<>();
        if (method == StudyMethod.TRAIN) {
            collect(configuration, Slot.TRAINER, keys);
        }
        if (method.usesNeighbors()) {
            collect(configuration, Slot.SELECTOR, keys);
        }
        return List.copyOf(keys);
    }

    private static void collect(Configuration configuration, Slot slot, List<String> keys) {
        String path = slot.path(configuration.chosen(slot).provider().id()) + ".";
        SortedMap<String, String> values = configuration.values();
        for (String key : values.keySet()) {
            if (key.startsWith(path) && !key.substring(path.length()).startsWith("pretrain")) {
                String name = key.substring(path.length());
                if (name.equals("seed") || (name.endsWith("-seed") && switchedOn(values, key))) {
                    keys.add(key);
                }
            }
        }
    }

    private static boolean switchedOn(SortedMap<String, String> values, String key) {
        String value = values.getOrDefault(key.substring(0, key.length() - "-seed".length()), "true");
        return !value.equals("false") && !value.equals("0");
    }
}
