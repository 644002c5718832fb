package org.ttt4j.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ttt4j.api.Score;

/** Numbers as JSON has them: what is not finite becomes null. */
final class JsonNumber {

    private JsonNumber() {}

    static JsonNode of(double value) {
        return Double.isFinite(value)
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.nullNode();
    }

    /** The shortest decimal that reads back as the same float, not the long tail of its double. */
    static JsonNode of(float value) {
        return Float.isFinite(value) ? JsonNodeFactory.instance.numberNode(value) : JsonNodeFactory.instance.nullNode();
    }

    /** {@code {"bits","bytes","tokens","bits_per_byte"}}. */
    static ObjectNode of(Score score) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("bits", of(score.bits()));
        json.put("bytes", score.bytes());
        json.put("tokens", score.tokens());
        json.set("bits_per_byte", of(score.bitsPerByte()));
        return json;
    }
}
