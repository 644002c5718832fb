package org.ttt4j.server;

import org.ttt4j.api.Corpus;
import org.ttt4j.api.Exclusion;

/** Which documents a request must not learn from. Thread-safe. */
@FunctionalInterface
public interface Guard {

    /** Every document may be learned from. */
    Guard NONE = (corpus, text) -> Exclusion.NONE;

    /**
     * The rules for one prompt. Under any guard but {@link #NONE} a cached adapter serves only the text that it was
     * learned for, because another text may rule out other documents.
     *
     * @param corpus of the version that is searched
     * @param text the prompt
     * @return {@link Exclusion#NONE} if every document may be learned from
     */
    Exclusion exclusion(Corpus corpus, String text);
}
