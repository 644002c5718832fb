package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The names that requests may use: the language model and the embedder, and the words of the field {@code ttt}. Thread-safe. */
final class Models {

    private final Engine engine;

    Models(Engine engine) {
        this.engine = engine;
    }

    void list(Exchange exchange, byte[] body) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = json.putArray("data");
        names().forEach(name -> data.add(model(name)));
        exchange.json(json);
    }

    void one(Exchange exchange, byte[] body) {
        String path = exchange.request().getHttpURI().getDecodedPath();
        String name = path.substring("/v1/models/".length());
        if (!names().contains(name)) {
            throw ApiError.field(
                    404, "model_not_found", "model", "found the model \"" + name + "\", wanted one of " + names());
        }
        exchange.json(model(name));
    }

    /** The last part of a path or of a name such as {@code bundled:ttt-tiny}: where models lie is nobody's business. */
    static String shortName(String model) {
        String stripped = model.replaceAll("[/\\\\]+$", "");
        String last = stripped.replaceAll(".*[/\\\\:]", "");
        return last.isEmpty() ? "model" : last;
    }

    private List<String> names() {
        return List.of(engine.model(), engine.settings().embeddingModel());
    }

    private ObjectNode model(String name) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", engine.startedSeconds())
                .put("owned_by", "ttt4j");
        if (name.equals(engine.model())) {
            ObjectNode ttt = json.putObject("ttt");
            ArrayNode modes = ttt.putArray("modes");
            engine.parts().trainers().keySet().forEach(modes::add);
            ArrayNode selectors = ttt.putArray("selectors");
            engine.parts().selectors().ids().forEach(selectors::add);
            ttt.put("neighbors", engine.parts().neighbors())
                    .put("candidates", engine.parts().candidates());
        } else {
            json.put("dimension", engine.parts().embedder().traits().dimension());
        }
        return json;
    }
}
