package org.ttt4j.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;

/** Embedding, searching and retrieving through LangChain4j's own types. */
class RetrievalTests {

    @TempDir
    private Path directory;

    @Test
    void embeddingsAreThoseOfTheEmbedder() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            EmbeddingModel model = new TttEmbeddingModel(parts.embedder, "hash");
            List<TextSegment> segments =
                    Parts.TEXTS.stream().map(TextSegment::from).toList();
            List<Embedding> found = model.embedAll(segments).content();
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).vector())
                        .isEqualTo(parts.embedder
                                .embed(Parts.TEXTS, RunControl.silent())
                                .row(i))
                        .isEqualTo(model.embed(Parts.TEXTS.get(i)).content().vector())
                        .hasSize(model.dimension());
            }
            assertThat(model.embedAll(List.of()).content()).isEmpty();
            assertThat(model.modelName()).isEqualTo("hash");
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void aStoreFindsTheNearestWithLangChainsOwnScores(Metric metric) throws IOException {
        try (Parts parts = new Parts(directory, metric)) {
            EmbeddingModel model = new TttEmbeddingModel(parts.embedder, "hash");
            EmbeddingStore<TextSegment> store = new IndexEmbeddingStore(parts.index, parts.corpus);
            Embedding query = model.embed("red apples").content();
            List<EmbeddingMatch<TextSegment>> found = store.search(EmbeddingSearchRequest.builder()
                            .queryEmbedding(query)
                            .maxResults(3)
                            .build())
                    .matches();
            assertThat(found).hasSize(3);
            assertThat(found.get(0).embedded().text()).startsWith("red apples");
            for (EmbeddingMatch<TextSegment> match : found) {
                double wanted = RelevanceScore.fromCosineSimilarity(CosineSimilarity.between(query, match.embedding()));
                assertThat(match.score()).isCloseTo(wanted, within(1e-6));
                assertThat(match.embedded().metadata().getString("number")).isEqualTo(match.embeddingId());
            }
            assertThat(found).isSortedAccordingTo((one, other) -> Double.compare(other.score(), one.score()));
        }
    }

    @Test
    void filtersAndScoresAreHeard() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            EmbeddingStore<TextSegment> store = new IndexEmbeddingStore(parts.index, parts.corpus);
            Embedding query = new TttEmbeddingModel(parts.embedder, "hash")
                    .embed("red apples are sweet")
                    .content();
            var filtered = EmbeddingSearchRequest.builder()
                    .queryEmbedding(query)
                    .maxResults(1)
                    .filter(metadataKey("number").isEqualTo("3"))
                    .build();
            assertThat(store.search(filtered).matches())
                    .as("the farthest of all, found by widening the search")
                    .extracting(EmbeddingMatch::embeddingId)
                    .containsExactly("3");
            var exact = EmbeddingSearchRequest.builder()
                    .queryEmbedding(query)
                    .maxResults(10)
                    .minScore(0.9999)
                    .build();
            assertThat(store.search(exact).matches())
                    .extracting(EmbeddingMatch::embeddingId)
                    .containsExactly("0");
            assertThatThrownBy(() -> store.add(query))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("ttt index add");
        }
    }

    @Test
    void aRetrieverSelectsInsteadOfRepeating() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            SelectingContentRetriever retriever =
                    new SelectingContentRetriever(parts.embedder, parts.index, parts.corpus, parts.selector, 4, 2);
            List<Content> found = retriever.retrieve(Query.from("red apples, sour apples"));
            assertThat(found)
                    .extracting(content -> content.textSegment().text())
                    .as("the near copy tells nothing new")
                    .hasSize(2)
                    .contains("green apples are sour");
            assertThat(found).allSatisfy(content -> {
                assertThat(content.metadata().get(ContentMetadata.EMBEDDING_ID))
                        .isEqualTo(content.textSegment().metadata().getString("number"));
                assertThat((Double) content.metadata().get(ContentMetadata.SCORE))
                        .isBetween(0.5, 1.0);
            });
        }
    }

    @Test
    void partsThatDoNotFitAreRefused() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            assertThatThrownBy(() -> new IndexEmbeddingStore(parts.index, Corpus.of(List.of("one"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found an index of 4 vectors and a corpus of 1");
            assertThatThrownBy(() -> new SelectingContentRetriever(
                            parts.embedder, parts.index, parts.corpus, parts.selector, 1, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("candidates=1, results=2");
        }
    }
}
