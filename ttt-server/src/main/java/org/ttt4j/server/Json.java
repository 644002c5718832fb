package org.ttt4j.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.regex.Pattern;

/** Reading and writing JSON. Thread-safe. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Names of the parser's classes and features, which tell a caller nothing. */
    private static final Pattern PARSER_INTERNALS =
            Pattern.compile(",? from `[^`]*`|: enable `[^`]*` to allow| \\(start marker at .*?column: \\d+]\\)");

    private Json() {}

    /**
     * The object that a body holds.
     *
     * @throws ApiError if it is not exactly one JSON object in UTF-8
     */
    static ObjectNode object(byte[] body) {
        try {
            JsonNode read = MAPPER.readTree(body);
            if (read instanceof ObjectNode object) {
                return object;
            }
            throw ApiError.of(
                    400, "invalid_json", "found " + kind(read) + " as the request's body, wanted a JSON object");
        } catch (MismatchedInputException more) { // the parser alone could not tell
            throw ApiError.of(
                    400,
                    "invalid_json",
                    "the request's body is not JSON: found something after its end, wanted one JSON object");
        } catch (JsonProcessingException malformed) {
            String where = malformed.getLocation() == null
                    ? ""
                    : " in line " + malformed.getLocation().getLineNr() + ", column "
                            + malformed.getLocation().getColumnNr();
            throw ApiError.of(
                    400,
                    "invalid_json",
                    "the request's body is not JSON" + where + ": " + firstLine(malformed.getOriginalMessage()));
        } catch (IOException undecodable) { // such as bytes that are no UTF-8
            throw ApiError.of(
                    400, "invalid_json", "the request's body is not JSON: " + firstLine(undecodable.getMessage()));
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(
                    "a tree of nodes cannot be written: " + impossible.getMessage(), impossible);
        }
    }

    /** A number, or null if it is not finite. */
    static JsonNode number(double value) {
        return Double.isFinite(value)
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.nullNode();
    }

    /** The shortest decimal that reads back as the same float. */
    static JsonNode number(float value) {
        return Float.isFinite(value) ? JsonNodeFactory.instance.numberNode(value) : JsonNodeFactory.instance.nullNode();
    }

    /** What a node is, for people. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case NUMBER -> node.isIntegralNumber() ? "the whole number " + node : "the number " + node;
            case BOOLEAN -> node.toString();
            case NULL -> "null";
            case MISSING -> "nothing";
        };
    }

    private static String firstLine(String message) {
        return message == null
                ? "it cannot be read"
                : PARSER_INTERNALS
                        .matcher(message.lines().findFirst().orElse(""))
                        .replaceAll("");
    }
}
