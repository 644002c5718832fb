package org.ttt4j.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Trainer;

/** Texts as a session's model cuts them. Confined to one thread. */
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
     * The text of a prompt. Tokens are taken if the model would cut the text into these very ones: what it learns from and
     * continues is text.
     */
    String text(Prompt prompt) {
        if (prompt.tokens().isEmpty()) {
            return prompt.text();
        }
        Trainer.Online reader = online.orElseThrow(
                () -> ApiError.field(prompt.name(), "found token ids, wanted a text: this trainer takes no tokens"));
        int[] ids = prompt.tokens().stream().mapToInt(id -> id).toArray();
        String text = spelled(prompt, reader, ids);
        // Some tokenizers put a space before a text, which is then no part of it.
        for (String one : text.startsWith(" ") ? List.of(text, text.substring(1)) : List.of(text)) {
            if (Arrays.equals(reader.tokens(one), ids)) {
                if (one.isBlank()) {
                    throw ApiError.field(prompt.name(), "found the tokens of an empty text, wanted some text");
                }
                return one;
            }
        }
        throw ApiError.field(
                prompt.name(), "found token ids that are not those of their text, wanted the ids of a whole text");
    }

    private static String spelled(Prompt prompt, Trainer.Online reader, int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int id : ids) {
                bytes.writeBytes(reader.bytes(id));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (IllegalArgumentException | BackendException refused) {
            throw ApiError.field(prompt.name(), refused.getMessage());
        } catch (CharacterCodingException broken) {
            throw ApiError.field(prompt.name(), "found token ids that end within a character, wanted those of a text");
        }
    }

    /** What a token is, also one that is not whole characters; empty if the trainer does not tell, or it is nothing. */
    byte[] bytes(int token) {
        try {
            return online.map(reader -> reader.bytes(token)).orElse(new byte[0]);
        } catch (BackendException untold) {
            return new byte[0];
        }
    }
}
