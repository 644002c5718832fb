package org.ttt4j.train.tf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.BackendException;

/**
 * A JSON object from a file that may be damaged: every access names the file, the key, what was found and what was
 * wanted. Thread-safe.
 */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode root;
    private final String file;

    private Json(JsonNode root, String file) {
        this.root = root;
        this.file = file;
    }

    /** Parses UTF-8 bytes that must hold one object; duplicate keys are refused. */
    static Json parse(byte[] bytes, String file) {
        try {
            JsonNode root = MAPPER.readTree(bytes);
            if (root == null || !root.isObject()) {
                throw new BackendException(
                        Ids.BACKEND,
                        file + ": found "
                                + (root == null ? "nothing" : root.getNodeType().name()) + ", wanted a JSON object");
            }
            return new Json(root, file);
        } catch (JsonProcessingException broken) {
            String place = broken.getLocation() == null
                    ? ""
                    : " in line " + broken.getLocation().getLineNr() + ", column "
                            + broken.getLocation().getColumnNr();
            throw new BackendException(
                    Ids.BACKEND,
                    file + ": found " + problem(broken.getOriginalMessage()) + place + ", wanted JSON",
                    broken);
        } catch (IOException notText) {
            throw new BackendException(
                    Ids.BACKEND, file + ": found bytes that are not UTF-8 text, wanted JSON", notText);
        }
    }

    /** An empty object to fill. */
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Indented UTF-8 with a line end. */
    static byte[] pretty(JsonNode node) {
        return bytes(MAPPER.writerWithDefaultPrettyPrinter(), node, "\n");
    }

    /** UTF-8 on one line. */
    static byte[] compact(JsonNode node) {
        return bytes(MAPPER.writer(), node, "");
    }

    /** The object itself. */
    JsonNode root() {
        return root;
    }

    /** Refuses a value that changes what the model computes; a key that is absent has the default. */
    void require(String key, String fallback, String... accepted) {
        JsonNode node = root.path(key);
        String found = node.isMissingNode() || node.isNull() ? fallback : node.asText();
        if (!List.of(accepted).contains(found)) {
            throw refuse(key, "\"" + found + "\"", String.join(" or ", accepted));
        }
    }

    /** A whole number that must be there. */
    int integer(String key) {
        return integer(root.path(key), key);
    }

    /** A whole number, or the fallback when absent or null. */
    int integer(String key, long fallback) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            if (fallback > Integer.MAX_VALUE) {
                throw refuse(key, "nothing, which stands for " + fallback, "at most 2147483647");
            }
            return (int) fallback;
        }
        return integer(node, key);
    }

    /** A whole number or the first of a list of them, or the fallback when absent or null. */
    int firstInteger(String key, int fallback) {
        JsonNode node = root.path(key);
        return node.isArray() && !node.isEmpty() ? integer(node.get(0), key) : integer(key, fallback);
    }

    /** Whether the key is there and not null. */
    boolean has(String key) {
        return root.hasNonNull(key);
    }

    /** The object below a key, empty when absent or null. */
    Json object(String key) {
        JsonNode node = root.path(key);
        if (has(key) && !node.isObject()) {
            throw refuse(key, node.toString(), "an object");
        }
        return new Json(has(key) ? node : object(), file);
    }

    /** The objects of a list below a key, none when absent or null. */
    List<Json> objects(String key) {
        JsonNode node = root.path(key);
        List<Json> objects = new ArrayList<>();
        if (has(key) && !node.isArray()) {
            throw refuse(key, node.toString(), "a list of objects");
        }
        for (JsonNode item : node) {
            if (!item.isObject()) {
                throw refuse(key + "[" + objects.size() + "]", item.toString(), "an object");
            }
            objects.add(new Json(item, file));
        }
        return objects;
    }

    /** A text, or the fallback when absent or null. */
    String text(String key, String fallback) {
        if (has(key) && !root.path(key).isTextual()) {
            throw refuse(key, root.path(key).toString(), "a text");
        }
        return has(key) ? root.path(key).textValue() : fallback;
    }

    /** True or false, or the fallback when absent or null. */
    boolean flag(String key, boolean fallback) {
        if (has(key) && !root.path(key).isBoolean()) {
            throw refuse(key, root.path(key).toString(), "true or false");
        }
        return has(key) ? root.path(key).booleanValue() : fallback;
    }

    /** A number, or the fallback when absent or null. */
    double number(String key, double fallback) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return fallback;
        }
        if (!node.isNumber()) {
            throw refuse(key, node.toString(), "a number");
        }
        return node.doubleValue();
    }

    /** A number where null means none, which is 0; the fallback when absent. */
    double numberOrNone(String key, double fallback) {
        return root.path(key).isNull() ? 0 : number(key, fallback);
    }

    /** The sentence that says what is wrong with a key. */
    BackendException refuse(String key, String found, String wanted) {
        return new BackendException(
                Ids.BACKEND, file + ": found " + key + " = " + shorten(found) + ", wanted " + wanted);
    }

    private int integer(JsonNode node, String key) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw refuse(key, node.isMissingNode() ? "nothing" : node.toString(), "a whole number");
        }
        return node.intValue();
    }

    private static byte[] bytes(ObjectWriter writer, JsonNode node, String end) {
        try {
            return (writer.writeValueAsString(node) + end).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String problem(String message) {
        return shorten(message.lines().findFirst().orElse("").replaceAll(" \\(for \\w+ starting at .*", ""));
    }

    private static String shorten(String text) {
        return text.length() <= 160 ? text : text.substring(0, 160) + "...";
    }
}
