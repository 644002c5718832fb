package org.ttt4j.study;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an arm of a study does with the neighbours of a document. Thread-safe. */
public enum StudyMethod {
    /** Trains on them: test-time training (Hardt &amp; Sun, arXiv 2305.18466). */
    TRAIN,
    /** Nothing: the model as it is. */
    BASE,
    /** Puts them before the document, the nearest kept and adjacent to it. */
    IN_CONTEXT,
    /** Mixes the model's probabilities with those of their unigram model. */
    INTERPOLATION,
    /** Nothing; learns the document itself, each segment after it was scored (Krause et al., ICML 2018). */
    DYNAMIC_EVALUATION;

    /** {@return the name that study files and results have, such as {@code in-context}} */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return whether the number of neighbours changes what comes out} */
    public boolean usesNeighbors() {
        return this != BASE && this != DYNAMIC_EVALUATION;
    }
}
