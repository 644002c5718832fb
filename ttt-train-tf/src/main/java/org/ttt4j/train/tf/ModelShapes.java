package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.WeightFormat;

/** Shapes of released models, and tiny ones for tests, filled with random weights. Thread-safe. */
final class ModelShapes {

    private static final String RESOURCE = "shapes.json";

    private ModelShapes() {}

    /** All names, {@code family/size}. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        table().properties().forEach(family -> family.getValue()
                .fieldNames()
                .forEachRemaining(size -> names.add(family.getKey() + "/" + size)));
        return names;
    }

    /**
     * The config.json of a shape.
     *
     * @throws IllegalArgumentException listing those there are
     */
    static byte[] config(String name) {
        JsonNode found = table().at("/" + name);
        if (!names().contains(name)) {
            throw new IllegalArgumentException("found shape " + name + ", wanted one of " + String.join(", ", names()));
        }
        return Json.pretty(found);
    }

    /** Writes a directory whose weights are a function of the seed. */
    static void write(String name, long seed, Path out, WeightFormat format, RunControl control) {
        ObjectNode config = (ObjectNode) Json.parse(config(name), name).root().deepCopy();
        NumberFormat numbers = format.type().map(NumberFormat::of).orElse(NumberFormat.F32);
        config.put("torch_dtype", numbers.torch);
        Architecture architecture = Families.parse(Json.pretty((JsonNode) config), name);
        WeightShards shards = new WeightShards(format.maxShardBytes());
        architecture
                .parameters()
                .forEach((weight, shape) -> shards.add(
                        architecture.fileName(weight),
                        numbers,
                        shape,
                        RandomWeights.of(weight, shape, architecture, seed)));
        NewDirectory.write(out, into -> {
            AtomicFiles.write(into.resolve(ModelDirectory.CONFIG), Json.pretty((JsonNode) config));
            shards.write(into, control, "init");
        });
    }

    private static JsonNode table() {
        try (InputStream in = ModelShapes.class.getResourceAsStream(RESOURCE)) {
            return Json.parse(in.readAllBytes(), RESOURCE).root();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
