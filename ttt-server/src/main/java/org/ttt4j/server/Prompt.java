package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be continued: a text, or the tokens of one. Thread-safe.
 *
 * @param name of the field, for complaints: {@code prompt}, or {@code prompt[i]} among several
 * @param text not blank, or empty if it is told by its tokens
 * @param tokens ids, which may be none of the model's; empty for a text
 */
record Prompt(String name, String text, List<Integer> tokens) {

    private static final String FIELD = "prompt";

    Prompt {
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads one of OpenAI's four forms: a text, a list of texts, a list of token ids, a list of such lists.
     *
     * @param most how many prompts there may be
     */
    static List<Prompt> read(Fields fields, int most) {
        JsonNode node = fields.node(FIELD)
                .orElseThrow(() -> ApiError.field(FIELD, "found none, wanted a text or a list of token ids"));
        boolean several = node.isArray() && (node.isEmpty() || !node.get(0).isNumber());
        if (!several) {
            return List.of(one(FIELD, node));
        }
        if (node.isEmpty() || node.size() > most) {
            throw ApiError.field(FIELD, "found " + node.size() + " prompts, wanted between 1 and " + most);
        }
        List<Prompt> prompts = new ArrayList<>();
        for (JsonNode one : node) {
            prompts.add(one(node.size() == 1 ? FIELD : FIELD + "[" + prompts.size() + "]", one));
        }
        return prompts;
    }

    private static Prompt one(String name, JsonNode node) {
        if (node.isTextual()) {
            if (node.textValue().isBlank()) {
                throw ApiError.field(name, "found an empty text, wanted some text");
            }
            return new Prompt(name, node.textValue(), List.of());
        }
        if (!node.isArray() || node.isEmpty()) {
            throw ApiError.field(
                    name,
                    "found " + (node.isArray() ? "an empty list" : Json.kind(node))
                            + ", wanted a text or a list of token ids");
        }
        List<Integer> ids = new ArrayList<>(node.size());
        for (JsonNode id : node) {
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw ApiError.field(name, "found " + Json.kind(id) + " in a list of token ids, wanted whole numbers");
            }
            ids.add(id.intValue());
        }
        return new Prompt(name, "", ids);
    }
}
