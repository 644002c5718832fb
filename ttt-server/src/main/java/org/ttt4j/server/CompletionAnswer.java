package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A completion on its way to the client: collected and sent as one object, or streamed as it comes. What the trace tells
 * goes out at once only in a stream. Confined to one thread.
 */
final class CompletionAnswer {

    private final Exchange exchange;
    private final boolean streaming;
    private final String model;
    private final long created = Instant.now().getEpochSecond();

    CompletionAnswer(Exchange exchange, boolean streaming, String model) {
        this.exchange = exchange;
        this.streaming = streaming;
        this.model = model;
    }

    /**
     * Tells something before the answer is complete; chunks always have a choice, which naive clients look into.
     *
     * @param index of the first choice of the prompt that it is about
     */
    void event(int index, String name, JsonNode value) {
        if (streaming) {
            ObjectNode chunk = chunk(piece("", index).json(""));
            chunk.putObject("ttt").set(name, value);
            send(chunk);
        }
    }

    /** More of the text of a choice. */
    void piece(int index, String text) {
        if (streaming && !text.isEmpty()) {
            send(chunk(piece(text, index).json(text)));
        }
    }

    /**
     * All choices are complete.
     *
     * @param all at least one prompt; a stream has told their texts already
     * @param counted whether a stream ends with the usage
     */
    void end(List<Completion.Done> all, ObjectNode usage, boolean counted) {
        if (!streaming) {
            ObjectNode json = head();
            ArrayNode choices = json.putArray("choices");
            for (Completion.Done done : all) {
                int first = choices.size();
                done.choices().forEach(one -> choices.add(one.json(one.text)));
                // Of several prompts each has its own.
                ((ObjectNode) (all.size() == 1 ? json : choices.get(first))).set("ttt", done.summary());
            }
            json.set("usage", usage);
            exchange.json(json);
            return;
        }
        for (Completion.Done done : all) {
            for (int i = 0; i < done.choices().size(); i++) {
                ObjectNode chunk = chunk(done.choices().get(i).json(""));
                if (i + 1 == done.choices().size()) {
                    chunk.set("ttt", done.summary());
                }
                send(chunk);
            }
        }
        if (counted) {
            ObjectNode chunk = head();
            chunk.putArray("choices");
            chunk.set("usage", usage);
            send(chunk);
        }
        EventStream stream = exchange.stream();
        if (stream != null) {
            exchange.endStream(stream, true);
        }
    }

    /**
     * A continuation. Thread-safe.
     *
     * @param index which one
     * @param text all of it
     * @param reason why it ends, null as long as it does not
     * @param logprobs or JSON's null
     */
    record Choice(int index, String text, String reason, JsonNode logprobs) {

        ObjectNode json(String shown) {
            ObjectNode choice =
                    JsonNodeFactory.instance.objectNode().put("text", shown).put("index", index);
            choice.set("logprobs", logprobs);
            return choice.put("finish_reason", reason);
        }
    }

    private static Choice piece(String text, int index) {
        return new Choice(index, text, null, NullNode.getInstance());
    }

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode chunk = head();
        chunk.putArray("choices").add(choice);
        return chunk;
    }

    private ObjectNode head() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "cmpl-" + exchange.id())
                .put("object", "text_completion")
                .put("created", created)
                .put("model", model);
    }

    private void send(ObjectNode chunk) {
        EventStream stream = exchange.stream();
        if (stream != null) {
            stream.send(chunk);
        }
    }
}
