package org.ttt4j.embed.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.ttt4j.api.BackendException;

/**
 * One value of tokenizer.json with its place in the file, read strictly: another type than wanted is refused by a
 * sentence. Thread-safe.
 *
 * @param file what messages call the file
 * @param place such as {@code model.vocab}, empty for the whole
 * @param node the value; missing and {@code null} are the same
 */
record Json(String file, String place, JsonNode node) {

    Json at(String key) {
        return new Json(file, place.isEmpty() ? key : place + "." + key, node.path(key));
    }

    boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    /** The exception that says what is wrong here. */
    BackendException refuse(String wanted) {
        String text = node.toString();
        String found = node.isMissingNode() ? "nothing" : text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return refuse(found, wanted);
    }

    BackendException refuse(String found, String wanted) {
        return Failures.of("tokenizer " + file + ": found " + found + (place.isEmpty() ? "" : " as " + place)
                + ", wanted " + wanted);
    }

    String text() {
        if (!node.isTextual()) {
            throw refuse("a text");
        }
        return node.textValue();
    }

    String text(String fallback) {
        return absent() ? fallback : text();
    }

    boolean flag(boolean fallback) {
        if (!absent() && !node.isBoolean()) {
            throw refuse("true or false");
        }
        return absent() ? fallback : node.booleanValue();
    }

    /** A token id or count. */
    int number() {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw refuse("a whole number from 0");
        }
        return node.intValue();
    }

    List<Json> items() {
        if (!node.isArray()) {
            throw refuse("a list");
        }
        return stream(node.elements())
                .map(item -> new Json(file, place + "[]", item))
                .toList();
    }

    Iterable<Map.Entry<String, JsonNode>> fields() {
        if (!node.isObject()) {
            throw refuse("an object");
        }
        return node.properties();
    }

    /** The value of {@code type}, or empty. */
    String type() {
        return at("type").text("");
    }

    private static java.util.stream.Stream<JsonNode> stream(Iterator<JsonNode> nodes) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(nodes, Spliterator.ORDERED), false);
    }
}
