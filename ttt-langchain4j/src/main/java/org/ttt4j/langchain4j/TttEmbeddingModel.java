package org.ttt4j.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;

/** An embedder as LangChain4j knows it. Token counts are not told. Thread-safe. */
public final class TttEmbeddingModel implements EmbeddingModel {

    private final Embedder embedder;
    private final String name;

    /**
     * A model over an opened embedder, which it borrows.
     *
     * @param embedder stays the caller's
     * @param name what {@link #modelName()} tells
     */
    public TttEmbeddingModel(Embedder embedder, String name) {
        this.embedder = Objects.requireNonNull(embedder, "embedder");
        this.name = Objects.requireNonNull(name, "name");
    }

    /** One embedding per segment, in their order; embedded in batches. */
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        return Response.from(embedded(segments.stream().map(TextSegment::text).toList()));
    }

    @Override
    public Response<Embedding> embed(String text) {
        return Response.from(embedded(List.of(text)).get(0));
    }

    @Override
    public Response<Embedding> embed(TextSegment segment) {
        return embed(segment.text());
    }

    @Override
    public int dimension() {
        return embedder.traits().dimension();
    }

    @Override
    public String modelName() {
        return name;
    }

    private List<Embedding> embedded(List<String> texts) {
        EmbeddingBatch batch = embedder.embed(texts, RunControl.silent());
        return IntStream.range(0, batch.rows())
                .mapToObj(row -> Embedding.from(batch.row(row)))
                .toList();
    }
}
