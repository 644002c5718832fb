package org.ttt4j.server;

import java.util.Objects;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.VectorIndex;

/**
 * What requests learn from, in one version. Thread-safe if its parts are.
 *
 * @param index nearest neighbours
 * @param corpus the texts behind its ids
 * @param version anything that differs between versions, such as a hash of the content; cached adapters of one version
 *     never serve another
 */
public record Documents(VectorIndex index, Corpus corpus, String version) {

    /**
     * Refuses nulls and different sizes.
     *
     * @param index of as many vectors as the corpus has documents
     * @param corpus not null
     * @param version not null
     */
    public Documents {
        Objects.requireNonNull(version, "version");
        if (index.traits().spec().size() != corpus.size()) {
            throw new IllegalArgumentException("found an index of "
                    + index.traits().spec().size() + " vectors and a corpus of " + corpus.size()
                    + " documents, wanted as many");
        }
    }
}
