package org.ttt4j.app;

import java.util.Objects;

/**
 * One document to evaluate on. Thread-safe.
 *
 * @param id position of the document in the data file, from 0
 * @param domain for instance its {@code meta.pile_set_name}
 * @param source where it comes from; pieces of one source differ after the last {@code #}
 * @param text the whole document
 */
record EvaluationDocument(long id, String domain, String source, String text) {

    EvaluationDocument {
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(text, "text");
        if (id < 0) {
            throw new IllegalArgumentException("found id=" + id + ", wanted id >= 0");
        }
    }
}
