package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/** Texts as a session's model cuts and judges them. Confined to one thread. */
final class ModelText {

    private final Trainer.Session session;
    private final RunControl control;
    private final Optional<Trainer.Online> online;

    ModelText(Trainer.Session session, RunControl control) {
        this.session = session;
        this.control = control;
        this.online = online(session);
    }

    /** Not every trainer can read text piece by piece; those that cannot are asked for a score, which counts as well. */
    private static Optional<Trainer.Online> online(Trainer.Session session) {
        try {
            return Optional.of(session.online());
        } catch (BackendException cannot) {
            return Optional.empty();
        }
    }

    /** How many tokens a text has. */
    int tokens(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        return online.map(reader -> (long) reader.tokens(text).length)
                .orElseGet(() -> session.score(List.of(text), control).get(0).tokens())
                .intValue();
    }

    /**
     * OpenAI's form of log-probabilities, of the text read anew: {@code tokens}, {@code token_logprobs}, {@code
     * text_offset} in characters, and no other tokens that could have stood there.
     *
     * @param whole whether the prompt's tokens are told as well
     */
    ObjectNode logprobs(String prompt, String generated, boolean whole) {
        String all = prompt + generated;
        List<TokenScore> scores = session.scoreTokens(all, control);
        long from = whole ? 0 : prompt.getBytes(StandardCharsets.UTF_8).length;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode tokens = json.putArray("tokens");
        ArrayNode logs = json.putArray("token_logprobs");
        ArrayNode offsets = JsonNodeFactory.instance.arrayNode();
        long bytes = 0;
        int chars = 0;
        for (int i = 0; i < scores.size(); i++) {
            TokenScore one = scores.get(i);
            while (chars < all.length() && bytes < one.byteOffset()) {
                int point = all.codePointAt(chars);
                bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
                chars += Character.charCount(point);
            }
            long end = i + 1 < scores.size() ? scores.get(i + 1).byteOffset() : Long.MAX_VALUE;
            if (end > from) { // also the token that prompt and continuation share
                tokens.add(one.text());
                logs.add(Json.number(one.logProbability()));
                offsets.add(chars);
            }
        }
        json.putNull("top_logprobs");
        json.set("text_offset", offsets);
        return json;
    }
}
