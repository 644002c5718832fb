package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a safetensors file, atomically. Tensors are declared first, then their values are asked for one by one.
 * Confined to one thread.
 */
final class SafetensorsWriter {

    private final boolean half;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, FloatPieces> values = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** A writer of F16 if {@code half}, else of F32. */
    SafetensorsWriter(boolean half) {
        this.half = half;
    }

    /** Adds a line to {@code __metadata__}. */
    SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Declares a tensor. */
    SafetensorsWriter tensor(String name, long[] shape, FloatPieces pieces) {
        shapes.put(name, shape.clone());
        values.put(name, pieces);
        return this;
    }

    /** Writes beside the file, forces it to disk and renames it. */
    void write(Path file) throws IOException {
        AtomicFiles.write(file, channel -> {
            byte[] header = header();
            ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            AtomicFiles.writeAll(
                    channel, start.putLong(header.length).put(header).flip());
            try {
                values.values().forEach(pieces -> pieces.forEach((floats, count) -> write(channel, floats, count)));
            } catch (UncheckedIOException failure) {
                throw failure.getCause();
            }
        });
    }

    private void write(FileChannel channel, float[] floats, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * width()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            if (half) {
                bytes.putShort(HalfFloats.toHalf(floats[i]));
            } else {
                bytes.putFloat(floats[i]);
            }
        }
        try {
            AtomicFiles.writeAll(channel, bytes.flip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private byte[] header() {
        ObjectNode json = Json.object();
        if (!metadata.isEmpty()) {
            metadata.forEach(json.putObject("__metadata__")::put);
        }
        long begin = 0;
        for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
            ObjectNode entry = json.putObject(tensor.getKey());
            entry.put("dtype", half ? "F16" : "F32");
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(tensor.getValue()).forEach(shape::add);
            long end = begin + Shapes.elements(tensor.getValue()) * width();
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        byte[] text = Json.compact(json);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private int width() {
        return half ? 2 : 4;
    }
}
