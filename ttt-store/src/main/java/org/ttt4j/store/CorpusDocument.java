package org.ttt4j.store;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One document of a corpus. Thread-safe.
 *
 * @param text not blank
 * @param meta what is known about it, sorted by key; {@code pile_set_name} is its domain, {@code source} its origin
 */
public record CorpusDocument(String text, Map<String, String> meta) {

    /** Key of the domain in {@code meta}. */
    public static final String DOMAIN = "pile_set_name";
    /** Key of the origin in {@code meta}. */
    public static final String SOURCE = "source";

    /** Of a near-duplicate: the source of the earlier document, and the Jaccard index of both. */
    public static final String NEAR_DUPLICATE_OF = "near_duplicate_of";

    /** Beside {@link #NEAR_DUPLICATE_OF}. */
    public static final String NEAR_DUPLICATE_JACCARD = "near_duplicate_jaccard";

    /**
     * Copies the map.
     *
     * @param text not null
     * @param meta copied; no key is null
     */
    public CorpusDocument {
        Objects.requireNonNull(text, "text");
        meta = Collections.unmodifiableMap(new TreeMap<>(meta));
    }

    /** {@return the domain, or {@code unknown}} */
    public String domain() {
        return meta.getOrDefault(DOMAIN, "unknown");
    }

    /**
     * {@return a source without the number of a piece}
     *
     * @param source with or without {@code #} and a number at its end
     */
    public static String whole(String source) {
        int piece = source.lastIndexOf('#');
        return piece > 0 ? source.substring(0, piece) : source;
    }

    /** {@return where it comes from, or empty; pieces of one source differ after the last {@code #}} */
    public String source() {
        return meta.getOrDefault(SOURCE, "");
    }

    /** {@return one line of JSON with its end in UTF-8, as {@link CorpusReader} reads it} */
    public byte[] line() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", text);
        fields.put("meta", meta);
        return (Json.line(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
