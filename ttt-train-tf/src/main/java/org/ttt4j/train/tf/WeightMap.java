package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.ttt4j.api.BackendException;

/** Matches the tensors of files with the weights of a model, each accounted for. Thread-safe. */
final class WeightMap {

    /** The weight that makes logits where it is not tied to the embedding. It stands outside of the prefix. */
    static final String HEAD = "lm_head.weight";

    private static final int LISTED = 12;

    private WeightMap() {}

    /**
     * Finds the tensor of every weight, with or without the family's prefix. A head that is tied to the embedding and the
     * buffers that a family names are not weights.
     *
     * @return name in the files by name of the weight; a weight without a name is zero
     * @throws BackendException listing everything missing, surplus and mis-shaped
     */
    static Map<String, String> match(WeightFiles files, Architecture architecture, String name) {
        List<String> problems = new ArrayList<>();
        Map<String, String> found = match(files, architecture, problems);
        if (!problems.isEmpty()) {
            throw new BackendException(
                    Ids.BACKEND, name + ": the tensors are not those of the model in config.json: " + list(problems));
        }
        return found;
    }

    /** The same, adding everything missing, surplus and mis-shaped to a list. */
    static Map<String, String> match(WeightFiles files, Architecture architecture, List<String> problems) {
        Map<String, long[]> wanted = architecture.parameters();
        Map<String, String> found = new LinkedHashMap<>();
        files.entries().forEach((tensor, entry) -> {
            String plain = plain(tensor, architecture);
            if (architecture.buffers().matcher(plain).matches()) {
                return;
            }
            boolean tied = plain.equals(HEAD) && !wanted.containsKey(HEAD);
            long[] shape = wanted.get(tied ? architecture.head() : plain);
            if (shape == null) {
                problems.add("surplus " + tensor);
            } else if (!Arrays.stream(shape).boxed().toList().equals(entry.shape())) {
                problems.add(tensor + " has shape " + entry.shape() + " instead of " + Arrays.toString(shape));
            } else if (!List.of("F32", "F16", "BF16").contains(entry.dtype())) {
                problems.add(tensor + " has type " + entry.dtype() + " instead of F32, F16 or BF16");
            } else if (!tied && found.put(plain, tensor) != null) {
                problems.add(plain + " is there twice");
            }
        });
        files.entries().keySet().forEach(tensor -> wanted.remove(plain(tensor, architecture)));
        forgiveZeros(wanted, architecture);
        wanted.keySet().forEach(missing -> problems.add("missing " + missing));
        return found;
    }

    /** Loads every weight as base and brings it into use, with zero moments. */
    static void load(WeightFiles files, Map<String, String> names, LanguageModel model) {
        load(files, names, (weight, values) -> values, model);
    }

    /** The same with values that are changed on their way, from the name and what the file has. */
    static void load(
            WeightFiles files,
            Map<String, String> names,
            BiFunction<String, FloatPieces, FloatPieces> change,
            LanguageModel model) {
        Map<String, FloatPieces> all = new LinkedHashMap<>();
        model.architecture().parameters().forEach((weight, shape) -> {
            String tensor = names.get(weight);
            FloatPieces values =
                    tensor == null ? FloatPieces.constant(0, Shapes.elements(shape)) : files.floats(tensor);
            all.put(weight, change.apply(weight, values));
        });
        model.loadBase(all);
        model.reset();
        model.zeroMoments();
    }

    /** The first few of a list and how many more there are. */
    static String list(List<String> all) {
        String more = all.size() > LISTED ? " and " + (all.size() - LISTED) + " more" : "";
        return String.join(", ", all.subList(0, Math.min(LISTED, all.size()))) + more;
    }

    private static String plain(String tensor, Architecture architecture) {
        String prefix = architecture.prefix();
        return tensor.startsWith(prefix) ? tensor.substring(prefix.length()) : tensor;
    }

    private static void forgiveZeros(Map<String, long[]> missing, Architecture architecture) {
        Set<String> forgivable = new TreeSet<>(architecture.parameters().keySet());
        forgivable.removeIf(
                weight -> !architecture.zeroIfAbsent().matcher(weight).matches());
        if (missing.keySet().containsAll(forgivable)) {
            missing.keySet().removeAll(forgivable);
        }
    }
}
