package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/**
 * One completion: embed the prompt, take an adapter from the cache or search, select and train, score, generate; the
 * session is reset whatever happens. Confined to one thread.
 */
final class Completion {

    private final Engine engine;
    private final CompletionRequest request;
    private final CompletionAnswer answer;
    private final Job job;
    private final String caller;
    private final StageSeconds seconds = new StageSeconds();
    private final ObjectNode summary = JsonNodeFactory.instance.objectNode();

    /**
     * A completion.
     *
     * @param waited seconds in the queue
     */
    Completion(Engine engine, CompletionRequest request, Exchange exchange, Job job, double waited) {
        this.engine = engine;
        this.request = request;
        this.answer = new CompletionAnswer(exchange, request.stream(), engine.model());
        this.job = job;
        this.caller = exchange.caller();
        seconds.add("queue", waited);
    }

    /** Does it all and answers, the last of it once the session is reset and free for another request. */
    void run() {
        adaptAndGenerate().run();
        seconds.values().forEach((stage, value) -> engine.metrics()
                .add("ttt_stage_seconds_total", "Time by stage.", "stage=\"" + stage + "\"", value));
    }

    private Runnable adaptAndGenerate() {
        RunControl control = job.control();
        try (Shelf.Lease lease = engine.shelf().borrow();
                Trainer.Session session = engine.trainer(request.ttt().mode()).begin(control)) {
            ModelText texts = new ModelText(session, control);
            int promptTokens = texts.tokens(request.prompt());
            int limit = engine.settings().limits().promptTokens();
            if (promptTokens > limit) {
                throw ApiError.field(
                        400,
                        "context_length_exceeded",
                        "prompt",
                        "prompt: found " + promptTokens + " tokens, wanted at most " + limit);
            }
            summary.put("enabled", request.ttt().enabled());
            if (request.ttt().enabled()) {
                adapted(session, lease.documents());
            }
            Runnable ending = generate(session, texts, promptTokens);
            seconds.time("reset", () -> {
                session.reset();
                return session;
            });
            return ending;
        }
    }

    private void adapted(Trainer.Session session, Documents documents) {
        RunControl control = job.control();
        TttOptions options = request.ttt();
        List<TokenScore> tokensBefore = List.of();
        Score before = score(session);
        if (options.trace()) {
            tokensBefore = seconds.time("score", () -> session.scoreTokens(request.prompt(), control));
            baseText(session);
        }
        Retrieval retrieval = new Retrieval(engine.parts(), documents, seconds, control);
        EmbeddingBatch vector = retrieval.embed(request.prompt());
        summary.put("mode", options.mode()).put("selector", options.selector());
        Learned learned = cached(session, retrieval, vector, documents.version());
        Score after = score(session);
        ObjectNode bits = summary.putObject("bits_per_byte");
        bits.set("before", Json.number(before.bitsPerByte()));
        bits.set("after", Json.number(after.bitsPerByte()));
        answer.event("bits_per_byte", bits);
        retrieval.write(learned, options.trace(), summary);
        if (options.trace()) {
            ArrayNode losses = summary.putArray("losses");
            learned.losses().forEach(loss -> losses.add(Json.number(loss)));
            List<TokenScore> tokensAfter = seconds.time("score", () -> session.scoreTokens(request.prompt(), control));
            ArrayNode tokens = changes(tokensBefore, tokensAfter);
            summary.set("tokens", tokens);
            answer.event("tokens", tokens);
        }
    }

    /** What the base model would have said, for the trace. */
    private void baseText(Trainer.Session session) {
        request.options().ifPresent(how -> {
            String text = seconds.time(
                    "generate",
                    () -> session.generate(
                            request.prompt(),
                            how,
                            job.control(),
                            piece -> answer.event("base_text", summary.textNode(piece))));
            summary.put("base_text", text);
        });
    }

    private Learned cached(Trainer.Session session, Retrieval retrieval, EmbeddingBatch vector, String version) {
        AdapterCache cache = engine.cache().orElse(null);
        if (cache == null) {
            summary.put("cache", "off");
            return learn(session, retrieval, vector);
        }
        TttOptions options = request.ttt();
        AdapterCache.Variant variant = new AdapterCache.Variant(
                engine.settings().cache().scope() == CacheSettings.Scope.KEY ? caller : "",
                options.mode(),
                version,
                options.selector() + " " + new TreeMap<>(options.selectorSettings()) + " " + options.neighbors() + " "
                        + options.candidates());
        try (AdapterCache.Claim claim = cache.claim(variant, request.prompt(), vector, job.control())) {
            boolean sameText = engine.parts().guard() != Guard.NONE;
            Optional<AdapterCache.Found> found = seconds.time("restore", () -> claim.restore(session, sameText));
            summary.put("cache", found.isPresent() ? "hit" : "miss");
            found.ifPresent(hit -> summary.set("cache_similarity", Json.number(hit.similarity())));
            if (found.isPresent()) {
                tell(retrieval, found.get().learned());
                return found.get().learned();
            }
            Learned learned = learn(session, retrieval, vector);
            if (!learned.losses().isEmpty()) { // what has moved nothing is not worth its space
                seconds.time("store", () -> {
                    claim.store(session, learned);
                    return claim;
                });
            }
            return learned;
        }
    }

    private Learned learn(Trainer.Session session, Retrieval retrieval, EmbeddingBatch vector) {
        Learned chosen = retrieval.choose(request.prompt(), vector, request.ttt());
        tell(retrieval, chosen);
        job.listen(event -> {
            if (event instanceof Progress.Stepped stepped && request.ttt().trace()) {
                ObjectNode step = JsonNodeFactory.instance
                        .objectNode()
                        .put("id", stepped.step().neighborId());
                step.set("loss", Json.number(stepped.step().loss()));
                answer.event("step", step);
            }
        });
        long[] ids = chosen.ids();
        List<Step> steps = seconds.time("train", () -> session.train(ids, retrieval.texts(ids), job.control()));
        job.listen(event -> {});
        engine.metrics().add("ttt_training_steps_total", "Gradient steps.", "", steps.size());
        List<Double> losses = new ArrayList<>();
        steps.forEach(step -> losses.add(step.loss()));
        return chosen.with(losses);
    }

    private void tell(Retrieval retrieval, Learned learned) {
        if (request.stream() && request.ttt().trace()) {
            ObjectNode found = JsonNodeFactory.instance.objectNode();
            retrieval.write(learned, true, found);
            found.set("cache", summary.get("cache"));
            answer.event("found", found);
        }
    }

    /** Generates all choices and returns what is left to tell. */
    private Runnable generate(Trainer.Session session, ModelText texts, int promptTokens) {
        int made = 0;
        List<CompletionAnswer.Choice> choices = new ArrayList<>();
        for (int index = 0; index < request.choices(); index++) {
            int number = index;
            if (request.echo()) {
                answer.piece(index, request.prompt());
            }
            int[] pieces = {0};
            String generated = request.options()
                    .map(how -> how.withSeed(how.seed() + number))
                    .map(how -> seconds.time(
                            "generate",
                            () -> session.generate(request.prompt(), how, job.control(), piece -> {
                                pieces[0]++;
                                answer.piece(number, piece);
                            })))
                    .orElse("");
            int tokens = texts.tokens(generated);
            made += tokens;
            int most = request.options().map(GenerateOptions::maxTokens).orElse(0);
            // The session does not say why it ended: a text of that many tokens, or in that many pieces, was cut.
            String reason = Math.max(tokens, pieces[0]) >= most ? "length" : "stop";
            choices.add(new CompletionAnswer.Choice(
                    index,
                    request.echo() ? request.prompt() + generated : generated,
                    reason,
                    request.logprobs()
                            ? texts.logprobs(request.prompt(), generated, request.echo())
                            : NullNode.getInstance()));
        }
        engine.metrics().add("ttt_generated_tokens_total", "Tokens of completions.", "", made);
        ObjectNode usage = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", made)
                .put("total_tokens", promptTokens + made);
        return () -> {
            seconds.write(summary.putObject("seconds"));
            answer.end(choices, usage, request.usage(), summary);
        };
    }

    private Score score(Trainer.Session session) {
        return seconds.time("score", () -> session.score(List.of(request.prompt()), job.control())
                .get(0));
    }

    /** Each token of the prompt with its log-probability before and after. */
    private static ArrayNode changes(List<TokenScore> before, List<TokenScore> after) {
        ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < before.size(); i++) {
            ObjectNode token = tokens.addObject().put("text", before.get(i).text());
            token.set("before", Json.number(before.get(i).logProbability()));
            token.set("after", Json.number(after.get(i).logProbability()));
        }
        return tokens;
    }
}
