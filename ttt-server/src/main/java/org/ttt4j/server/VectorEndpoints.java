package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;

/** What needs no language model: embeddings, searches and selections. Thread-safe. */
final class VectorEndpoints {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Engine engine;

    VectorEndpoints(Engine engine) {
        this.engine = engine;
    }

    /** {@code /v1/embeddings}. */
    void embeddings(Exchange exchange, byte[] body) {
        Fields fields = new Fields(Json.object(body));
        String model = engine.settings().embeddingModel();
        CompletionRequest.demandModel(fields, model);
        List<String> inputs = fields.strings("input", engine.settings().limits().inputs());
        if (inputs.isEmpty()) {
            throw ApiError.field("input", "found no text, wanted a string or a list of strings");
        }
        String format = fields.text("encoding_format").orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw ApiError.field("encoding_format", "found \"" + format + "\", wanted float or base64");
        }
        int dimension = engine.parts().embedder().traits().dimension();
        fields.only("dimensions", Integer.toString(dimension), NODES.numberNode(dimension));
        fields.text("user");
        fields.refuseOthers();
        engine.embed(exchange, (job, waited) -> {
            EmbeddingBatch vectors = engine.parts().embedder().embed(inputs, job.control());
            ObjectNode json = NODES.objectNode().put("object", "list").put("model", model);
            ArrayNode data = json.putArray("data");
            for (int row = 0; row < vectors.rows(); row++) {
                data.addObject()
                        .put("object", "embedding")
                        .put("index", row)
                        .set("embedding", vector(vectors.row(row), format));
            }
            int tokens =
                    inputs.stream().mapToInt(engine.parts().embedder()::tokens).sum();
            json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
            exchange.json(json);
        });
    }

    /** {@code /v1/search}. */
    void search(Exchange exchange, byte[] body) {
        Fields fields = new Fields(Json.object(body));
        String query = query(fields);
        int most = engine.settings().limits().candidates();
        int k = fields.integer("k", Math.min(10, most), 1, most);
        boolean texts = fields.flag("texts", true);
        fields.refuseOthers();
        engine.embed(exchange, (job, waited) -> {
            StageSeconds seconds = new StageSeconds();
            try (Shelf.Lease lease = engine.shelf().borrow()) {
                Documents documents = lease.documents();
                Retrieval retrieval = new Retrieval(engine.parts(), documents, seconds, job.control());
                EmbeddingBatch vector = retrieval.embed(query);
                Candidates found = seconds.time("search", () -> engine.parts()
                        .preselection()
                        .candidates(
                                documents.index(),
                                vector,
                                k,
                                engine.parts().guard().exclusion(documents.corpus(), query),
                                job.control()));
                ObjectNode json = NODES.objectNode().put("object", "list");
                ArrayNode data = json.putArray("data");
                List<String> all = texts
                        ? documents
                                .corpus()
                                .texts(found.neighbors().stream()
                                        .mapToLong(Neighbor::id)
                                        .toArray())
                        : List.of();
                for (int i = 0; i < found.neighbors().size(); i++) {
                    Neighbor one = found.neighbors().get(i);
                    ObjectNode neighbor = data.addObject().put("id", one.id());
                    neighbor.set("similarity", Json.number(one.similarity()));
                    retrieval.describe(one.id(), neighbor);
                    if (texts) {
                        neighbor.put("text", all.get(i));
                    }
                }
                json.put("excluded", found.excluded().size());
                seconds.write(json.putObject("seconds"));
                exchange.json(json);
            }
        });
    }

    /** {@code /v1/select}. */
    void select(Exchange exchange, byte[] body) {
        Fields fields = new Fields(Json.object(body));
        String query = query(fields);
        boolean texts = fields.flag("texts", true);
        TttOptions options =
                TttOptions.selection(fields, engine.parts(), engine.settings().limits());
        fields.refuseOthers();
        engine.embed(exchange, (job, waited) -> {
            StageSeconds seconds = new StageSeconds();
            try (Shelf.Lease lease = engine.shelf().borrow()) {
                Retrieval retrieval = new Retrieval(engine.parts(), lease.documents(), seconds, job.control());
                Learned chosen = retrieval.choose(query, retrieval.embed(query), options);
                ObjectNode json = NODES.objectNode().put("selector", options.selector());
                retrieval.write(chosen, texts, json);
                seconds.write(json.putObject("seconds"));
                exchange.json(json);
            }
        });
    }

    private static String query(Fields fields) {
        String query = fields.text("query").orElse("");
        if (query.isBlank()) {
            throw ApiError.field("query", "found no text, wanted some");
        }
        return query;
    }

    /** Numbers, or their bytes: float32, little endian, which the openai package asks for. */
    private static JsonNode vector(float[] values, String format) {
        if (format.equals("base64")) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return NODES.textNode(Base64.getEncoder().encodeToString(bytes.array()));
        }
        ArrayNode numbers = NODES.arrayNode();
        for (float value : values) {
            numbers.add(Json.number(value));
        }
        return numbers;
    }
}
