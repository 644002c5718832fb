package org.ttt4j.app;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One document of a corpus. Thread-safe.
 *
 * @param text not blank
 * @param meta what is known about it, sorted by key; {@code pile_set_name} is its domain, {@code source} its origin
 */
record CorpusDocument(String text, Map<String, String> meta) {

    static final String DOMAIN = "pile_set_name";
    static final String SOURCE = "source";

    /** Of a near-duplicate: the source of the earlier document, and the Jaccard index of both. */
    static final String NEAR_DUPLICATE_OF = "near_duplicate_of";

    static final String NEAR_DUPLICATE_JACCARD = "near_duplicate_jaccard";

    CorpusDocument {
        Objects.requireNonNull(text, "text");
        meta = Collections.unmodifiableMap(new TreeMap<>(meta));
    }

    /** Domain, or {@code unknown}. */
    String domain() {
        return meta.getOrDefault(DOMAIN, "unknown");
    }

    /** A source without the number of a piece. */
    static String whole(String source) {
        int piece = source.lastIndexOf('#');
        return piece > 0 ? source.substring(0, piece) : source;
    }

    /** Where it comes from, or empty; pieces of one source differ after the last {@code #}. */
    String source() {
        return meta.getOrDefault(SOURCE, "");
    }
}
