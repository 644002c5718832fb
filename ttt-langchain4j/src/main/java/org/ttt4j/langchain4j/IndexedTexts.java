package org.ttt4j.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.VectorIndex;

/**
 * An index, the texts behind its ids, and the vectors behind them. Thread-safe if its parts are.
 *
 * @param index gives exact vectors back
 * @param corpus as many texts as the index has vectors
 */
record IndexedTexts(VectorIndex index, Corpus corpus) {

    IndexedTexts {
        Objects.requireNonNull(index, "index");
        if (index.traits().spec().size() != corpus.size()) {
            throw new IllegalArgumentException(
                    "found an index of " + index.traits().spec().size() + " vectors and a corpus of " + corpus.size()
                            + " documents, wanted as many");
        }
        if (index.capability(VectorIndex.Reconstruction.class).isEmpty()) {
            throw new IllegalArgumentException(
                    "found the index " + index.traits().description()
                            + ", wanted one that gives vectors back, such as that of an index directory");
        }
    }

    /** Shape (K, d). */
    EmbeddingBatch vectors(long[] ids) {
        return index.capability(VectorIndex.Reconstruction.class).orElseThrow().reconstruct(ids);
    }

    /** Texts with what is known about them. */
    List<TextSegment> segments(long[] ids) {
        List<String> texts = corpus.texts(ids);
        List<TextSegment> segments = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            segments.add(TextSegment.from(texts.get(i), Metadata.from(corpus.metadata(ids[i]))));
        }
        return segments;
    }

    /** What LangChain4j calls a relevance: 1 for the same direction, 0 for the opposite one. */
    static double relevance(float[] one, float[] other) {
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            squares += (double) one[i] * one[i];
            otherSquares += (double) other[i] * other[i];
        }
        double lengths = Math.sqrt(squares) * Math.sqrt(otherSquares);
        double cosine = lengths == 0 ? 0 : product / lengths;
        return Math.max(0, Math.min(1, (cosine + 1) / 2));
    }
}
