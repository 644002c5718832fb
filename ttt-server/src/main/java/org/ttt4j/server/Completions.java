package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.Trainer;

/**
 * The completions of one request: its prompts one after the other, each from the base weights, in one session. All of them
 * are read before the first is worked on. Confined to one thread.
 */
final class Completions {

    private final Engine engine;
    private final CompletionRequest request;
    private final CompletionAnswer answer;
    private final Job job;
    private final String caller;
    private final double waited;

    /**
     * Completions.
     *
     * @param waited seconds in the queue
     */
    Completions(Engine engine, CompletionRequest request, Exchange exchange, Job job, double waited) {
        this.engine = engine;
        this.request = request;
        this.answer = new CompletionAnswer(exchange, request.stream(), engine.model());
        this.job = job;
        this.caller = exchange.caller();
        this.waited = waited;
    }

    /** Does it all and answers, the last of it once the session is reset and free for another request. */
    void run() {
        List<Completion.Done> all = worked();
        int prompt = all.stream().mapToInt(Completion.Done::promptTokens).sum();
        int made = all.stream().mapToInt(Completion.Done::tokens).sum();
        ObjectNode usage = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", made)
                .put("total_tokens", prompt + made);
        engine.metrics().add("ttt_generated_tokens_total", "Tokens of completions.", "", made);
        answer.end(all, usage, request.usage());
    }

    private List<Completion.Done> worked() {
        try (Shelf.Lease lease = engine.shelf().borrow();
                Trainer.Session session = engine.trainer(request.ttt().mode()).begin(job.control())) {
            ModelText texts = new ModelText(session, job.control());
            List<Completion> works = new ArrayList<>();
            for (Prompt prompt : request.prompts()) {
                Completion.Asked asked =
                        asked(prompt.name(), texts.text(prompt), texts, works.size() * request.choices());
                works.add(new Completion(engine, request, asked, answer, job, caller));
            }
            works.get(0).queued(waited);
            List<Completion.Done> all = new ArrayList<>();
            for (Completion work : works) {
                all.add(work.run(session, texts, lease.documents()));
            }
            return all;
        }
    }

    private Completion.Asked asked(String name, String text, ModelText texts, int first) {
        int tokens = texts.tokens(text);
        int limit = engine.settings().limits().promptTokens();
        if (tokens > limit) {
            throw ApiError.field(
                    400,
                    "context_length_exceeded",
                    name,
                    name + ": found " + tokens + " tokens, wanted at most " + limit);
        }
        return new Completion.Asked(text, tokens, first);
    }
}
