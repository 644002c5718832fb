package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ttt4j.api.Undo;

/**
 * A session in a file: what is trained, what the optimizer keeps of it, gradients held, and all counters, with what the
 * numbers depend on. Thread-safe.
 *
 * @param run what the numbers depend on: the model and the settings of what is trained and how
 */
record Snapshot(Map<String, String> run) {

    private static final String KIND = "ttt4j snapshot 1";
    private static final String COUNTERS = "counters";
    private static final String HELD = "held";

    Snapshot {
        run = Map.copyOf(run);
    }

    /** Writes or replaces a file, atomically. */
    void write(Path file, AdaptedModel slot) {
        LanguageModel model = slot.model();
        Counters counters = slot.counters();
        Map<String, String> metadata = new LinkedHashMap<>(run);
        metadata.put(COUNTERS, counters.line());
        Map<String, SealedTensors.Tensor> tensors = new LinkedHashMap<>();
        try (Undo fetched = new Undo()) {
            List<String> names =
                    model.trainedWeights().stream().map(p -> p.name).toList();
            Fetched values = fetched.push(model.values(names));
            model.trainedWeights().forEach(p -> tensors.put(p.name, new SealedTensors.Tensor(p, values.of(p.name))));
            for (String moment : moments(model)) {
                Fetched kept = fetched.push(model.moments(moment, names));
                model.trainedWeights()
                        .forEach(
                                p -> tensors.put(beside(p.name, moment), new SealedTensors.Tensor(p, kept.of(p.name))));
            }
            if (counters.held() > 0) {
                Fetched sums = fetched.push(model.held());
                model.trainedWeights()
                        .forEach(p -> tensors.put(beside(p.name, HELD), new SealedTensors.Tensor(p, sums.of(p.name))));
            }
            SealedTensors.write(file, KIND, metadata, tensors);
        }
    }

    /** Gives the session what is in a file; one that does not fit is refused before anything changes. */
    void restore(Path file, AdaptedModel slot) {
        LanguageModel model = slot.model();
        try (SealedTensors sealed = SealedTensors.open(file, KIND, "a snapshot of this model with these settings")) {
            run.forEach((key, wanted) -> {
                if (!sealed.metadata(key).equals(wanted)) {
                    throw sealed.refuse(
                            "a snapshot with " + key + " " + sealed.metadata(key) + " instead of " + wanted);
                }
            });
            Counters counters = Counters.parse(sealed.metadata(COUNTERS))
                    .orElseThrow(() -> sealed.refuse("counters " + sealed.metadata(COUNTERS)));
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            model.trainedWeights().forEach(p -> {
                List<Long> shape = Arrays.stream(p.shape).boxed().toList();
                shapes.put(p.name, shape);
                moments(model).forEach(moment -> shapes.put(beside(p.name, moment), shape));
                if (counters.held() > 0) {
                    shapes.put(beside(p.name, HELD), shape);
                }
            });
            if (!sealed.shapes().equals(shapes)
                    || (counters.held() > 0 && !slot.settings().holds())) {
                throw sealed.refuse("a snapshot of other weights");
            }
            slot.restore(counters, () -> load(model, sealed, counters));
        }
    }

    private static void load(LanguageModel model, SealedTensors sealed, Counters counters) {
        model.loadCurrent(values(model, sealed, ""));
        moments(model).forEach(moment -> model.loadMoments(moment, values(model, sealed, moment)));
        if (counters.held() > 0) {
            model.loadHeld(values(model, sealed, HELD));
        }
    }

    private static Map<String, FloatPieces> values(LanguageModel model, SealedTensors sealed, String of) {
        Map<String, FloatPieces> values = new LinkedHashMap<>();
        model.trainedWeights().forEach(p -> values.put(p.name, sealed.floats(beside(p.name, of))));
        return values;
    }

    /** What the optimizer keeps, of each weight the same. */
    private static Set<String> moments(LanguageModel model) {
        return model.trainedWeights().iterator().next().moments().keySet();
    }

    private static String beside(String weight, String of) {
        return of.isEmpty() ? weight : weight + "/" + of;
    }
}
