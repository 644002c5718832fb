package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The field {@code ttt} of a request: how to adapt to it. Thread-safe.
 *
 * @param enabled whether to adapt at all
 * @param mode name of the trainer
 * @param selector who chooses
 * @param selectorSettings what the request sets of it: {@code lambda}, {@code alpha}
 * @param neighbors N
 * @param candidates K, at least N
 * @param trace whether the answer tells all: texts of the neighbours, losses, tokens, the base model's text
 */
record TttOptions(
        boolean enabled,
        String mode,
        String selector,
        Map<String, String> selectorSettings,
        int neighbors,
        int candidates,
        boolean trace) {

    TttOptions {
        selectorSettings = Map.copyOf(selectorSettings);
    }

    /** Reads what a completion says in its field {@code ttt}. */
    static TttOptions of(Fields request, ServerParts parts, RequestLimits limits) {
        Fields fields = request.object("ttt").orElseGet(() -> new Fields(JsonNodeFactory.instance.objectNode()));
        boolean enabled = fields.flag("enabled", true);
        String mode = known(
                fields,
                "mode",
                parts.defaultMode(),
                List.copyOf(parts.trainers().keySet()));
        boolean trace = fields.flag("trace", false);
        TttOptions selection = selection(fields, parts, limits);
        fields.refuseOthers();
        return new TttOptions(
                enabled,
                mode,
                selection.selector,
                selection.selectorSettings,
                selection.neighbors,
                selection.candidates,
                trace);
    }

    /** Reads what a selection says, whose fields these are. */
    static TttOptions selection(Fields fields, ServerParts parts, RequestLimits limits) {
        List<String> ids = parts.selectors().ids();
        String selector = known(fields, "selector", ids.get(0), ids);
        Map<String, String> settings = new LinkedHashMap<>();
        fields.number("lambda", Double.MIN_VALUE, Double.MAX_VALUE)
                .ifPresent(value -> settings.put("lambda", Double.toString(value)));
        fields.number("alpha", Double.MIN_VALUE, Double.MAX_VALUE)
                .ifPresent(value -> settings.put("alpha", Double.toString(value)));
        int most = Math.min(limits.neighbors(), limits.candidates()); // who is chosen was a candidate
        int neighbors = fields.integer("neighbors", Math.min(parts.neighbors(), most), 1, most);
        int candidates = fields.integer(
                "candidates",
                Math.min(Math.max(parts.candidates(), neighbors), limits.candidates()),
                1,
                limits.candidates());
        if (candidates < neighbors
                && fields.node("candidates").map(JsonNode::isNumber).orElse(false)) {
            throw fields.refused(
                    "candidates",
                    "found " + candidates + " candidates for " + neighbors + " neighbours, wanted as many");
        }
        return new TttOptions(
                true, parts.defaultMode(), selector, settings, neighbors, Math.max(candidates, neighbors), false);
    }

    private static String known(Fields fields, String name, String fallback, List<String> all) {
        String found = fields.text(name).orElse(fallback);
        if (!all.contains(found)) {
            throw fields.refused(
                    "unknown_" + name, name, "found the " + name + " \"" + found + "\", wanted one of " + all);
        }
        return found;
    }
}
