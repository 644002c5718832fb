package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * Weights on their way into one safetensors file, or into several with an index where one would be too large. Confined
 * to one thread.
 */
final class WeightShards {

    private final long maxBytes;
    private final List<SafetensorsWriter> shards = new ArrayList<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private long shardBytes;
    private long totalBytes;
    private long values;

    /**
     * No weights yet.
     *
     * @param maxBytes most bytes of tensors in one file, unless a single tensor has more
     */
    WeightShards(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Declares a weight; its values are asked for when it is written. */
    void add(String name, NumberFormat format, long[] shape, FloatPieces pieces) {
        long elements = Shapes.elements(shape);
        long bytes = elements * format.width;
        if (shards.isEmpty() || shardBytes + bytes > maxBytes) {
            shards.add(new SafetensorsWriter(false).metadata("format", "pt"));
            shardBytes = 0;
        }
        places.put(name, shards.size());
        shards.get(shards.size() - 1).tensor(name, format, shape, pieces);
        shardBytes += bytes;
        totalBytes += bytes;
        values += elements;
    }

    /**
     * Writes all files.
     *
     * @param control checked between pieces
     * @param stage of the progress, counted in numbers
     */
    void write(Path directory, RunControl control, String stage) throws IOException {
        long[] done = {0};
        IntConsumer written = count -> {
            control.checkCancelled();
            done[0] += count;
            control.report(new Progress.Advanced(stage, done[0], values));
        };
        for (int shard = 1; shard <= shards.size(); shard++) {
            shards.get(shard - 1).write(directory.resolve(file(shard)), written);
        }
        if (shards.size() > 1) {
            ObjectNode index = Json.object();
            index.putObject("metadata").put("total_size", totalBytes);
            ObjectNode map = index.putObject("weight_map");
            places.forEach((name, shard) -> map.put(name, file(shard)));
            AtomicFiles.write(directory.resolve(ModelDirectory.INDEX), Json.pretty(index));
        }
    }

    private String file(int shard) {
        return shards.size() == 1
                ? ModelDirectory.WEIGHTS
                : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard, shards.size());
    }
}
