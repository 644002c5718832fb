package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of a request, read one by one; those of a wrong type or outside their range are refused by name, and in the
 * end those that nobody asked for. A field that is null is not there. Confined to one thread.
 */
final class Fields {

    private final ObjectNode json;
    private final String prefix;
    private final Set<String> read = new TreeSet<>();

    Fields(ObjectNode json) {
        this(json, "");
    }

    private Fields(ObjectNode json, String prefix) {
        this.json = json;
        this.prefix = prefix;
    }

    /** The node itself, if it is there. */
    Optional<JsonNode> node(String name) {
        read.add(name);
        JsonNode node = json.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    Optional<String> text(String name) {
        return node(name).map(node -> {
            if (!node.isTextual()) {
                throw wrong(name, node, "a string");
            }
            return node.textValue();
        });
    }

    boolean flag(String name, boolean fallback) {
        return node(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrong(name, node, "true or false");
                    }
                    return node.booleanValue();
                })
                .orElse(fallback);
    }

    int integer(String name, int fallback, int min, int max) {
        return (int) whole(name, min, max).orElse((long) fallback).longValue();
    }

    Optional<Long> whole(String name, long min, long max) {
        return node(name).map(node -> {
            if (!node.isIntegralNumber()
                    || !node.canConvertToLong()
                    || node.longValue() < min
                    || node.longValue() > max) {
                throw wrong(name, node, "a whole number in [" + min + ", " + max + "]");
            }
            return node.longValue();
        });
    }

    Optional<Double> number(String name, double min, double max) {
        return node(name).map(node -> {
            double value = node.isNumber() ? node.doubleValue() : Double.NaN;
            if (!(value >= min && value <= max)) {
                throw wrong(name, node, "a number " + range(min, max));
            }
            return value;
        });
    }

    /** A string or a list of at most so many strings. */
    List<String> strings(String name, int most) {
        JsonNode node = node(name).orElse(null);
        if (node == null) {
            return List.of();
        }
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        List<String> all = new ArrayList<>();
        for (JsonNode one : node) {
            if (!one.isTextual()) {
                throw refused(name, "found " + Json.kind(one) + " in the list, wanted strings");
            }
            all.add(one.textValue());
        }
        if (!node.isArray() || all.size() > most) {
            throw refused(
                    name,
                    "found " + (node.isArray() ? all.size() + " strings" : Json.kind(node))
                            + ", wanted a string or a list of at most " + most);
        }
        return all;
    }

    /** The error about a field of these, by the name under which the caller knows it. */
    ApiError refused(String name, String problem) {
        return ApiError.field(prefix + name, problem);
    }

    /** The same with a code and a whole sentence of its own: 400. */
    ApiError refused(String code, String name, String message) {
        return ApiError.field(400, code, prefix + name, message);
    }

    /** The fields of a field. */
    Optional<Fields> object(String name) {
        return node(name).map(node -> {
            if (node instanceof ObjectNode object) {
                return new Fields(object, prefix + name + ".");
            }
            throw wrong(name, node, "an object");
        });
    }

    /** Takes a field that may only have the value that changes nothing. */
    void only(String name, String wanted, JsonNode... values) {
        node(name).ifPresent(node -> {
            for (JsonNode value : values) {
                boolean numbers = value.isNumber() && node.isNumber();
                if (numbers ? value.doubleValue() == node.doubleValue() : value.equals(node)) {
                    return;
                }
            }
            throw wrong(name, node, wanted + ": this server knows nothing else");
        });
    }

    /** Refuses fields that were not asked for. */
    void refuseOthers() {
        json.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                throw refused(
                        "unknown_field",
                        name,
                        "found the field \"" + prefix + name + "\", wanted only fields among " + read);
            }
        });
    }

    private ApiError wrong(String name, JsonNode found, String wanted) {
        String shown = found.isTextual() ? "the string \"" + shortened(found.textValue()) + "\"" : Json.kind(found);
        return refused(name, "found " + shown + ", wanted " + wanted);
    }

    /** For people, who know the least positive double as what lies above 0, and the largest as no bound. */
    private static String range(double min, double max) {
        if (min == Double.MIN_VALUE) {
            return "above 0" + (max == Double.MAX_VALUE ? "" : " and at most " + plain(max));
        }
        return "in [" + plain(min) + ", " + plain(max) + "]";
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
