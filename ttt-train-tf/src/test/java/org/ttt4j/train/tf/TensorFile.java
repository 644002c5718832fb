package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A small safetensors file to make others from: renamed, narrowed, with tensors added or left out. */
final class TensorFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> entries = new LinkedHashMap<>();
    private final Map<String, byte[]> values = new LinkedHashMap<>();

    static TensorFile read(Path path) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) file.getLong()];
        file.get(header);
        TensorFile read = new TensorFile();
        for (Map.Entry<String, JsonNode> field : JSON.readTree(header).properties()) {
            if (!field.getKey().equals("__metadata__")) {
                JsonNode offsets = field.getValue().get("data_offsets");
                int start = file.position();
                read.entries.put(field.getKey(), field.getValue().deepCopy());
                read.values.put(
                        field.getKey(),
                        Arrays.copyOfRange(
                                file.array(),
                                start + offsets.get(0).intValue(),
                                start + offsets.get(1).intValue()));
            }
        }
        return read;
    }

    /** Names, to choose among. */
    Iterable<String> names() {
        return new LinkedHashMap<>(values).keySet();
    }

    /** Adds a tensor of zeros. */
    TensorFile zeros(String name, String dtype, int bytesEach, int... shape) {
        ObjectNode entry = JSON.createObjectNode().put("dtype", dtype);
        Arrays.stream(shape).forEach(entry.putArray("shape")::add);
        entries.put(name, entry);
        values.put(name, new byte[Arrays.stream(shape).reduce(bytesEach, (a, b) -> a * b)]);
        return this;
    }

    /** Changes one number of an F32 tensor. */
    TensorFile put(String name, int index, float value) {
        ByteBuffer.wrap(values.get(name)).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * index, value);
        return this;
    }

    /** Another with the tensors that are not mapped to null, under their new names. */
    TensorFile renamed(UnaryOperator<String> name) {
        TensorFile renamed = new TensorFile();
        entries.forEach((old, entry) -> {
            if (name.apply(old) != null) {
                renamed.entries.put(name.apply(old), entry.deepCopy());
                renamed.values.put(name.apply(old), values.get(old));
            }
        });
        return renamed;
    }

    /** Another of F16, or of BF16, rounded to nearest, ties to even. */
    TensorFile narrowed(boolean brain) {
        TensorFile narrowed = renamed(name -> name);
        narrowed.entries.forEach((name, entry) -> {
            entry.put("dtype", brain ? "BF16" : "F16");
            ByteBuffer from = ByteBuffer.wrap(values.get(name)).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer to = ByteBuffer.allocate(from.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
            while (from.hasRemaining()) {
                float value = from.getFloat();
                int bits = Float.floatToIntBits(value);
                short rounded = (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
                to.putShort(brain ? rounded : HalfFloats.toHalf(value));
            }
            narrowed.values.put(name, to.array());
        });
        return narrowed;
    }

    void write(Path path) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (Map.Entry<String, ObjectNode> entry : entries.entrySet()) {
            int begin = data.size();
            data.writeBytes(values.get(entry.getKey()));
            entry.getValue().putArray("data_offsets").add(begin).add(data.size());
            header.set(entry.getKey(), entry.getValue());
        }
        byte[] text = JSON.writeValueAsBytes(header);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                path,
                file.putLong(text.length).put(text).put(data.toByteArray()).array());
    }
}
