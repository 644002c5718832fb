package org.ttt4j.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * An index with its corpus as a store to search, for instance an index directory of {@code ttt-store}. Ids are the
 * document ids as decimal numbers, scores are {@code (cosine + 1) / 2} from the exact vectors whatever metric the index
 * has. A store of documents is changed where its index is, so that {@code add} refuses. Borrows its parts. Thread-safe.
 */
public final class IndexEmbeddingStore implements EmbeddingStore<TextSegment> {

    private static final int FIRST_WIDENING = 4;

    private final IndexedTexts texts;

    /**
     * A store over an opened index and its corpus.
     *
     * @param index gives vectors back, whatever its metric
     * @param corpus the texts behind its ids
     * @throws IllegalArgumentException if their sizes differ, or the index gives no vectors back
     */
    public IndexEmbeddingStore(VectorIndex index, Corpus corpus) {
        this.texts = new IndexedTexts(index, corpus);
    }

    /**
     * The most similar documents that pass the filter, best first. A filter is applied to what the index finds; the
     * search widens until enough pass or the index has no more.
     */
    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        float[] query = request.queryEmbedding().vector();
        long size = texts.corpus().size();
        int wanted = (int) Math.min(request.maxResults(), size);
        int asked = wanted;
        while (true) {
            List<EmbeddingMatch<TextSegment>> matches = matches(request, query, asked);
            if (matches.size() >= wanted || asked >= size || request.filter() == null) {
                return new EmbeddingSearchResult<>(
                        matches.stream().limit(wanted).toList());
            }
            asked = (int) Math.min(size, (long) asked * FIRST_WIDENING);
        }
    }

    @Override
    public String add(Embedding embedding) {
        throw readOnly();
    }

    @Override
    public void add(String id, Embedding embedding) {
        throw readOnly();
    }

    @Override
    public String add(Embedding embedding, TextSegment segment) {
        throw readOnly();
    }

    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        throw readOnly();
    }

    private List<EmbeddingMatch<TextSegment>> matches(EmbeddingSearchRequest request, float[] query, int count) {
        EmbeddingBatch batch = EmbeddingBatch.of(1, query.length, query);
        List<Neighbor> found =
                texts.index().search(batch, count, RunControl.silent()).get(0);
        long[] ids = found.stream().mapToLong(Neighbor::id).toArray();
        EmbeddingBatch vectors = texts.vectors(ids);
        List<TextSegment> segments = texts.segments(ids);
        List<EmbeddingMatch<TextSegment>> matches = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            TextSegment segment = segments.get(i);
            double score = IndexedTexts.relevance(query, vectors.row(i));
            boolean passes = request.filter() == null || request.filter().test(segment.metadata());
            if (passes && score >= request.minScore()) {
                matches.add(
                        new EmbeddingMatch<>(score, String.valueOf(ids[i]), Embedding.from(vectors.row(i)), segment));
            }
        }
        matches.sort(Comparator.comparingDouble((EmbeddingMatch<TextSegment> match) -> -match.score()));
        return matches;
    }

    private static UnsupportedFeatureException readOnly() {
        return new UnsupportedFeatureException("an index is not changed through a store to search: add documents with"
                + " IndexChanges of ttt-store or with `ttt index add`, and open it again");
    }
}
