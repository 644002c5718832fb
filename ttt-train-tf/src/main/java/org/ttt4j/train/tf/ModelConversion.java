package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.Map;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.WeightFormat;

/** Writes a checkpoint in another format: other numbers, other shards, the family's own names. Thread-safe. */
final class ModelConversion {

    private ModelConversion() {}

    /** Converts; buffers that follow from the config are left out. */
    static void run(ModelDirectory source, Path out, WeightFormat format, RunControl control) {
        Architecture architecture = source.architecture();
        try (WeightFiles files = source.weights()) {
            Map<String, String> names = WeightMap.match(files, architecture, source.name());
            WeightShards shards = new WeightShards(format.maxShardBytes());
            architecture.parameters().forEach((weight, shape) -> {
                String tensor = names.get(weight);
                NumberFormat own = tensor == null
                        ? NumberFormat.F32
                        : NumberFormat.valueOf(files.entries().get(tensor).dtype());
                shards.add(
                        architecture.fileName(weight),
                        format.type().map(NumberFormat::of).orElse(own),
                        shape,
                        tensor == null ? FloatPieces.constant(0, Shapes.elements(shape)) : files.floats(tensor));
            });
            byte[] config = format.type()
                    .map(type -> SavedModel.config(source, NumberFormat.of(type).torch))
                    .orElseGet(() -> source.bytes(ModelDirectory.CONFIG));
            NewDirectory.write(out, into -> {
                AtomicFiles.write(into.resolve(ModelDirectory.CONFIG), config);
                for (String file : SavedModel.COMPANIONS) {
                    if (source.has(file)) {
                        AtomicFiles.write(into.resolve(file), source.bytes(file));
                    }
                }
                shards.write(into, control, "convert");
            });
        }
    }
}
