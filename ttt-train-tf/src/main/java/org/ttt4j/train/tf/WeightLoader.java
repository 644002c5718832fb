package org.ttt4j.train.tf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.op.Op;

/**
 * Feeds values into variables, many in one run: TensorFlow prepares every set of operations anew, which for a single
 * weight takes longer than loading it. Confined to one thread.
 *
 * @param session where
 * @param base weights by name, whose placeholders are fed
 */
record WeightLoader(Lease session, Map<String, BaseWeight> base) {

    /** 256 MiB: where the device is not the processor, such a piece lies in memory twice. */
    private static final long LOADED_TOGETHER = 1 << 26;

    /** Loads these values with the operation of each name. */
    void load(Map<String, FloatPieces> values, Function<String, Op> load) {
        Map<String, FloatPieces> together = new LinkedHashMap<>();
        long floats = 0;
        for (Map.Entry<String, FloatPieces> weight : values.entrySet()) {
            together.put(weight.getKey(), weight.getValue());
            floats += Shapes.elements(base.get(weight.getKey()).shape);
            if (floats >= LOADED_TOGETHER) {
                loadTogether(together, load);
                together.clear();
                floats = 0;
            }
        }
        if (!together.isEmpty()) {
            loadTogether(together, load);
        }
    }

    private void loadTogether(Map<String, FloatPieces> values, Function<String, Op> load) {
        try (NativeCall call = new NativeCall(session)) {
            values.forEach((name, pieces) -> {
                BaseWeight weight = base.get(name);
                call.feed(weight.fed, weight.shape, pieces).target(load.apply(name));
            });
            call.run();
        }
    }
}
