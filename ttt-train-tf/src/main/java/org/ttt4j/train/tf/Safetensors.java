package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.BackendException;

/**
 * A safetensors file: header length (u64), JSON header, raw little-endian tensors without holes. The header is checked
 * as a whole before any tensor is read. Confined to one thread.
 */
final class Safetensors implements AutoCloseable {

    private static final long LONGEST_HEADER = 100_000_000; // as the reference implementation
    private static final int PIECE = 1 << 16;
    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F32", 4),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("F64", 8));

    private final ByteSource source;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;
    private final long dataStart;

    /**
     * Where a tensor lies.
     *
     * @param dtype for instance {@code F32}
     * @param shape sizes, row-major
     * @param begin first byte, relative to the data
     * @param end byte after the last
     */
    record Entry(String dtype, List<Long> shape, long begin, long end) {}

    private Safetensors(ByteSource source, Map<String, Entry> entries, Map<String, String> metadata, long dataStart) {
        this.source = source;
        this.entries = entries;
        this.metadata = metadata;
        this.dataStart = dataStart;
    }

    /**
     * Reads and checks the header. Owns the source only when it returns.
     *
     * @throws BackendException naming what the header says and what is possible
     */
    static Safetensors open(ByteSource source) {
        try {
            if (source.size() < 8) {
                throw refuse(source, "found " + source.size() + " bytes, wanted a safetensors file of at least 8");
            }
            long length = read(source, 0, 8).getLong();
            long longest = Math.min(LONGEST_HEADER, source.size() - 8);
            if (length < 2 || length > longest) {
                throw refuse(
                        source,
                        "found a header length of " + Long.toUnsignedString(length) + " bytes, wanted 2 to " + longest
                                + " (is it a safetensors file, and whole?)");
            }
            byte[] text = read(source, 8, (int) length).array();
            JsonNode header = Json.parse(text, source.name() + ", header").root();
            Map<String, Entry> entries = new LinkedHashMap<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            header.properties().forEach(field -> {
                if (field.getKey().equals("__metadata__")) {
                    field.getValue()
                            .properties()
                            .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
                } else {
                    entries.put(field.getKey(), entry(source, field.getKey(), field.getValue()));
                }
            });
            checkLayout(source, entries, source.size() - 8 - length);
            return new Safetensors(source, entries, metadata, 8 + length);
        } catch (IOException unreadable) {
            throw new BackendException(Ids.BACKEND, source.name() + ": " + FileTrouble.of(unreadable), unreadable);
        }
    }

    /** Tensors by name, in the order of the header. */
    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** The header's {@code __metadata__}. */
    Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /**
     * The values of a floating point tensor (F32, F16, BF16), widened to float.
     *
     * @throws BackendException if there is no such tensor or it has another type
     */
    FloatPieces floats(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw refuse(source, "found no tensor " + name + ", wanted one");
        }
        return switch (entry.dtype()) {
            case "F32" ->
                sink -> pieces(entry, 4, (bytes, values, count) -> {
                    bytes.asFloatBuffer().get(values, 0, count);
                    sink.accept(values, count);
                });
            case "F16" ->
                sink -> pieces(entry, 2, (bytes, values, count) -> {
                    ShortBuffer halves = bytes.asShortBuffer();
                    for (int i = 0; i < count; i++) {
                        values[i] = HalfFloats.fromHalf(halves.get(i));
                    }
                    sink.accept(values, count);
                });
            case "BF16" ->
                sink -> pieces(entry, 2, (bytes, values, count) -> {
                    ShortBuffer halves = bytes.asShortBuffer();
                    for (int i = 0; i < count; i++) {
                        values[i] = HalfFloats.fromBrain(halves.get(i));
                    }
                    sink.accept(values, count);
                });
            default ->
                throw refuse(source, "found " + name + " of type " + entry.dtype() + ", wanted F32, F16 or BF16");
        };
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException failure) {
            throw new BackendException(
                    Ids.BACKEND, source.name() + ": closing failed: " + failure.getMessage(), failure);
        }
    }

    @FunctionalInterface
    private interface Widening {
        void accept(ByteBuffer bytes, float[] values, int count);
    }

    private void pieces(Entry entry, int width, Widening widening) {
        long elements = (entry.end() - entry.begin()) / width;
        float[] values = new float[(int) Math.min(PIECE, elements)];
        try {
            for (long from = 0; from < elements; from += values.length) {
                int count = (int) Math.min(values.length, elements - from);
                long position = dataStart + entry.begin() + from * width;
                widening.accept(read(source, position, count * width), values, count);
            }
        } catch (IOException unreadable) {
            throw new BackendException(Ids.BACKEND, source.name() + ": " + FileTrouble.of(unreadable), unreadable);
        }
    }

    private static ByteBuffer read(ByteSource source, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        source.read(position, buffer);
        return buffer.flip();
    }

    private static Entry entry(ByteSource source, String name, JsonNode json) {
        JsonNode shape = json.path("shape");
        JsonNode offsets = json.path("data_offsets");
        String dtype = json.path("dtype").asText();
        boolean whole = shape.isArray() && offsets.isArray() && offsets.size() == 2;
        for (JsonNode list : List.of(shape, offsets)) {
            for (JsonNode number : list) {
                whole &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
            }
        }
        if (!whole || !SIZES.containsKey(dtype)) {
            throw refuse(
                    source,
                    "found " + quote(name) + " described as " + quote(json.toString())
                            + ", wanted a known dtype, a shape and two data_offsets");
        }
        long[] sizes = new long[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.get(i).longValue();
        }
        long begin = offsets.get(0).longValue();
        long end = offsets.get(1).longValue();
        long bytes = -1;
        try {
            bytes = Math.multiplyExact(Shapes.elements(sizes), (long) SIZES.get(dtype));
        } catch (ArithmeticException tooLarge) {
            whole = false;
        }
        if (!whole || end < begin || end - begin != bytes) {
            throw refuse(
                    source,
                    "found " + quote(name) + " with shape " + quote(shape.toString()) + " of " + dtype
                            + " at data_offsets " + offsets + ", wanted offsets that span exactly that many values");
        }
        return new Entry(dtype, Arrays.stream(sizes).boxed().toList(), begin, end);
    }

    private static void checkLayout(ByteSource source, Map<String, Entry> entries, long data) {
        List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
        ordered.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> e) -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        long reached = 0;
        for (Map.Entry<String, Entry> e : ordered) {
            if (e.getValue().end() > data) {
                throw refuse(
                        source,
                        "found " + quote(e.getKey()) + " ending at byte "
                                + e.getValue().end() + " of the data, wanted at most " + data
                                + " (the file may be truncated)");
            }
            if (e.getValue().begin() != reached) {
                throw refuse(
                        source,
                        "found " + quote(e.getKey()) + " beginning at byte "
                                + e.getValue().begin() + " of the data, wanted " + reached
                                + " (tensors must not overlap or leave holes)");
            }
            reached = e.getValue().end();
        }
        if (reached != data) {
            throw refuse(source, "found " + data + " bytes of data, wanted the " + reached + " that the header names");
        }
    }

    private static String quote(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "...";
    }

    private static BackendException refuse(ByteSource source, String problem) {
        return new BackendException(Ids.BACKEND, source.name() + ": " + problem);
    }
}
