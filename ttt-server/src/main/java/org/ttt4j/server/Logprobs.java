package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;

/**
 * OpenAI's form of log-probabilities: {@code tokens}, {@code token_logprobs}, {@code top_logprobs} (a map of the likeliest
 * tokens and the one that stands there, for each place) and {@code text_offset} in characters. Tokens that are no whole
 * characters are written as their bytes, {@code bytes:\xe2\x80}, those that stand for nothing as {@code token_id:7}.
 * Confined to one thread.
 */
final class Logprobs {

    private final String text;
    private final ModelText model;
    private final ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode own = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode best = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode offsets = JsonNodeFactory.instance.arrayNode();
    private long bytes;
    private int chars;

    /** Of a text, prompt and continuation, none of whose tokens is told yet. */
    Logprobs(String text, ModelText model) {
        this.text = text;
        this.model = model;
    }

    /** Adds the next token, which begins so many UTF-8 bytes behind the beginning of the text. */
    void add(TokenRanking place, long offset) {
        while (chars < text.length() && bytes < offset) {
            int point = text.codePointAt(chars);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            chars += Character.charCount(point);
        }
        TokenScore token = place.token();
        tokens.add(written(token));
        own.add(Json.number(token.logProbability()));
        offsets.add(chars);
        ObjectNode likeliest = best.addObject();
        for (TokenScore one : place.best()) {
            if (!likeliest.has(written(one))) {
                likeliest.set(written(one), Json.number(one.logProbability()));
            }
        }
        likeliest.set(written(token), Json.number(token.logProbability())); // the one that stands there, always
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("tokens", tokens);
        json.set("token_logprobs", own);
        json.set("top_logprobs", best);
        json.set("text_offset", offsets);
        return json;
    }

    private String written(TokenScore token) {
        if (!token.text().isEmpty() && token.text().indexOf('\ufffd') < 0) {
            return token.text();
        }
        StringBuilder written = new StringBuilder("bytes:");
        byte[] spelled = model.bytes(token.id());
        for (byte one : spelled) {
            written.append(String.format("\\x%02x", one));
        }
        return spelled.length == 0 ? "token_id:" + token.id() : written.toString();
    }
}
