package org.ttt4j.app;

import java.util.List;
import java.util.Map;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * Finds candidates for documents. Borrows its parts. Thread-safe if they are.
 *
 * @param key equal for retrievers that find the same
 * @param embedding equal for retrievers that ask with the same vectors
 * @param embedder of the index
 * @param index with exact vectors
 * @param corpus behind the index
 * @param preselection which candidates
 * @param candidates K
 * @param exclude the contamination guard
 * @param splitText whether only the first half of a document is searched for
 */
record Retriever(
        String key,
        String embedding,
        Embedder embedder,
        VectorIndex index,
        Corpus corpus,
        Preselection preselection,
        int candidates,
        ExcludeSettings exclude,
        boolean splitText) {

    /** The vector that is searched for, shape (1, d). */
    EmbeddingBatch embed(EvaluationDocument document, RunControl control) {
        return embedder.embed(List.of(split(document).query()), control);
    }

    /** The document cut in what is searched for and what is scored. */
    TextSplit split(EvaluationDocument document) {
        return splitText ? TextSplit.halves(document.text()) : TextSplit.whole(document.text());
    }

    /**
     * Searches.
     *
     * @param query of {@link #embed}
     * @param embedSeconds that it took
     * @param again whether another retriever had it made already
     */
    Retrieved search(
            EvaluationDocument document, EmbeddingBatch query, double embedSeconds, boolean again, RunControl control) {
        StageClock clock = new StageClock();
        // Judged by the whole document: what is scored may not be learned, whatever is searched for.
        Candidates found = clock.time(
                "search",
                () -> preselection.candidates(
                        index,
                        query,
                        candidates,
                        exclude.exclusion(corpus, document.text(), document.source()),
                        control));
        double search = clock.seconds().get("search");
        return new Retrieved(
                query, found, Map.of("embed", again ? 0 : embedSeconds, "search", search), embedSeconds + search);
    }
}
