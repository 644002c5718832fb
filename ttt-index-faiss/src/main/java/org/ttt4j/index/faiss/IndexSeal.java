package org.ttt4j.index.faiss;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;

/**
 * What the file beside the index says about it, so that FAISS never reads bytes that were not verified: it loads many
 * damaged files without complaint. The text ends with a checksum of itself. Thread-safe.
 *
 * @param bytes length of the index file
 * @param sha256 SHA-256 of the index file, lower-case hexadecimal
 * @param spec what was built
 * @param factory the factory text it was built with; of an unfinished build the whole recipe
 * @param faiss version of FAISS that wrote it
 */
record IndexSeal(long bytes, String sha256, IndexSpec spec, String factory, String faiss) {

    /** Longest text that {@link #parse} is worth calling for. */
    static final int MOST_BYTES = 1 << 20;

    private static final String FIRST_LINE = "ttt4j faiss index, format 1";
    private static final String CHECKSUM = "\nchecksum=";

    /** The text to write. */
    byte[] encode() {
        String body = String.join(
                "\n",
                FIRST_LINE,
                "bytes=" + bytes,
                "sha256=" + sha256,
                "dimension=" + spec.dimension(),
                "size=" + spec.size(),
                "metric=" + spec.metric(),
                "embedder=" + escape(spec.embedderFingerprint()),
                "factory=" + factory,
                "faiss=" + faiss);
        return (body + CHECKSUM + checksum(body) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is anything else, with what was found and wanted
     */
    static IndexSeal parse(byte[] encoded) {
        String text = new String(encoded, StandardCharsets.UTF_8);
        if (!text.startsWith(FIRST_LINE + "\n")) {
            throw new IllegalArgumentException("found another kind of file, wanted \"" + FIRST_LINE + "\"");
        }
        int end = text.lastIndexOf(CHECKSUM);
        if (end < 0 || !text.substring(end).equals(CHECKSUM + checksum(text.substring(0, end)) + "\n")) {
            throw new IllegalArgumentException("found a checksum that does not match, wanted an undamaged file");
        }
        Map<String, String> fields = new HashMap<>();
        for (String line : text.substring(FIRST_LINE.length() + 1, end).split("\n", -1)) {
            String[] parts = line.split("=", 2);
            fields.put(parts[0], parts[parts.length - 1]);
        }
        return new IndexSeal(
                Long.parseLong(field(fields, "bytes")),
                field(fields, "sha256"),
                new IndexSpec(
                        Integer.parseInt(field(fields, "dimension")),
                        Long.parseLong(field(fields, "size")),
                        Metric.valueOf(field(fields, "metric")),
                        field(fields, "embedder").translateEscapes()),
                field(fields, "factory"),
                field(fields, "faiss"));
    }

    /** Whether this is a part of what a build of these vectors with this recipe makes, however many it holds. */
    boolean isOf(IndexSpec whole, String recipe) {
        return factory.equals(recipe)
                && spec.dimension() == whole.dimension()
                && spec.metric() == whole.metric()
                && spec.embedderFingerprint().equals(whole.embedderFingerprint());
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("found no " + name + ", wanted one");
        }
        return value;
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String checksum(String body) {
        return Sha256.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
