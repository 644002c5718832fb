package org.ttt4j.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.VectorIndex;

/**
 * Retrieves what is most informative for a query instead of what is nearest: embeds it, asks the index for candidates and
 * lets a selector choose among them, such as SIFT (Hübotter et al., arXiv 2410.08020). A document that is picked several
 * times is given once, at its first place. Borrows its parts. Thread-safe.
 */
public final class SelectingContentRetriever implements ContentRetriever {

    private final Embedder embedder;
    private final IndexedTexts texts;
    private final Selector selector;
    private final int candidates;
    private final int results;

    /**
     * A retriever over opened parts.
     *
     * @param embedder the one that made the vectors of the index
     * @param index of the documents, which gives vectors back
     * @param corpus the texts behind its ids
     * @param selector chooses among the nearest documents
     * @param candidates K, documents to choose from, at least {@code results}
     * @param results N, picks; at least 1. Fewer contents are given if a document is picked again
     * @throws IllegalArgumentException if the parts do not fit together
     */
    public SelectingContentRetriever(
            Embedder embedder, VectorIndex index, Corpus corpus, Selector selector, int candidates, int results) {
        this.embedder = Objects.requireNonNull(embedder, "embedder");
        this.texts = new IndexedTexts(index, corpus);
        this.selector = Objects.requireNonNull(selector, "selector");
        this.candidates = candidates;
        this.results = results;
        if (results < 1 || candidates < results) {
            throw new IllegalArgumentException("found candidates=" + candidates + ", results=" + results
                    + ", wanted results >= 1 and at least as many candidates");
        }
        String made = index.traits().spec().embedderFingerprint();
        if (!made.equals(embedder.traits().fingerprint())) {
            throw new IllegalArgumentException("found an index of the embedder " + made + " and the embedder "
                    + embedder.traits().fingerprint() + ", wanted the same");
        }
    }

    /** In the order of the picks; each with its relevance and its id. */
    @Override
    public List<Content> retrieve(Query query) {
        RunControl control = RunControl.silent();
        EmbeddingBatch vector = embedder.embed(List.of(query.text()), control); // (1, d)
        List<Neighbor> found = Preselection.NEAREST.candidates(texts.index(), vector, candidates, control);
        if (found.isEmpty()) {
            return List.of();
        }
        EmbeddingBatch vectors =
                texts.vectors(found.stream().mapToLong(Neighbor::id).toArray()); // (K, d)
        Selection selection = selector.select(new Selector.Request(vector, found, vectors, results));
        long[] picked =
                selection.picks().stream().mapToLong(Pick::id).distinct().toArray();
        return contents(picked, vector.row(0));
    }

    private List<Content> contents(long[] ids, float[] query) {
        List<TextSegment> segments = texts.segments(ids);
        EmbeddingBatch vectors = texts.vectors(ids);
        List<Content> contents = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            Map<ContentMetadata, Object> metadata = Map.of(
                    ContentMetadata.SCORE, IndexedTexts.relevance(query, vectors.row(i)),
                    ContentMetadata.EMBEDDING_ID, String.valueOf(ids[i]));
            contents.add(Content.from(segments.get(i), metadata));
        }
        return contents;
    }
}
