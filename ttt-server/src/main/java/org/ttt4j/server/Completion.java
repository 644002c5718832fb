package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Generated;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/**
 * One prompt: embed it, take an adapter from the cache or search, select and train, score, generate; the session is reset
 * at the end. Whoever owns the session closes it where this throws. Confined to one thread.
 */
final class Completion {

    private final Engine engine;
    private final CompletionRequest request;
    private final Asked asked;
    private final CompletionAnswer answer;
    private final Job job;
    private final String caller;
    private final StageSeconds seconds = new StageSeconds();
    private final ObjectNode summary = JsonNodeFactory.instance.objectNode();

    /** A completion of one of a request's prompts. */
    Completion(Engine engine, CompletionRequest request, Asked asked, CompletionAnswer answer, Job job, String caller) {
        this.engine = engine;
        this.request = request;
        this.asked = asked;
        this.answer = answer;
        this.job = job;
        this.caller = caller;
    }

    /**
     * What is continued. Thread-safe.
     *
     * @param prompt not blank
     * @param tokens of the prompt
     * @param first number of its first choice in the answer
     */
    record Asked(String prompt, int tokens, int first) {}

    /**
     * What came of it. Thread-safe.
     *
     * @param choices at least one
     * @param promptTokens of the prompt
     * @param tokens of all choices
     * @param summary the field {@code ttt}
     */
    record Done(List<CompletionAnswer.Choice> choices, int promptTokens, int tokens, ObjectNode summary) {
        Done {
            choices = List.copyOf(choices);
        }
    }

    /** It has waited before. */
    void queued(double waited) {
        seconds.add("queue", waited);
    }

    /**
     * Does it in a session of the base weights, which it has again afterwards.
     *
     * @param texts of the session
     */
    Done run(Trainer.Session session, ModelText texts, Documents documents) {
        try {
            return work(session, texts, documents);
        } finally { // what is broken off has taken time as well
            seconds.values().forEach((stage, value) -> engine.metrics()
                    .add("ttt_stage_seconds_total", "Time by stage.", "stage=\"" + stage + "\"", value));
        }
    }

    private Done work(Trainer.Session session, ModelText texts, Documents documents) {
        summary.put("enabled", request.ttt().enabled());
        if (request.ttt().enabled()) {
            adapted(session, documents);
        }
        List<CompletionAnswer.Choice> choices = new ArrayList<>();
        int tokens = 0;
        for (int choice = 0; choice < request.choices(); choice++) {
            tokens += generate(session, texts, choice, choices::add);
        }
        seconds.time("reset", () -> {
            session.reset();
            return session;
        });
        seconds.write(summary.putObject("seconds"));
        return new Done(choices, asked.tokens, tokens, summary);
    }

    private void adapted(Trainer.Session session, Documents documents) {
        RunControl control = job.control();
        TttOptions options = request.ttt();
        List<TokenScore> tokensBefore = List.of();
        Score before = score(session);
        if (options.trace()) {
            tokensBefore = seconds.time("score", () -> session.scoreTokens(asked.prompt, control));
            baseText(session);
        }
        Retrieval retrieval = new Retrieval(engine.parts(), documents, seconds, control);
        EmbeddingBatch vector = retrieval.embed(asked.prompt);
        summary.put("mode", options.mode()).put("selector", options.selector());
        Learned learned = cached(session, retrieval, vector, documents.version());
        Score after = score(session);
        ObjectNode bits = summary.putObject("bits_per_byte");
        bits.set("before", Json.number(before.bitsPerByte()));
        bits.set("after", Json.number(after.bitsPerByte()));
        answer.event(asked.first, "bits_per_byte", bits);
        retrieval.write(learned, options.trace(), summary);
        if (options.trace()) {
            ArrayNode losses = summary.putArray("losses");
            ArrayNode steps = summary.putArray("steps");
            learned.steps().forEach(one -> {
                losses.add(Json.number(one.loss()));
                steps.add(one.json());
            });
            List<TokenScore> tokensAfter = seconds.time("score", () -> session.scoreTokens(asked.prompt, control));
            ArrayNode tokens = changes(tokensBefore, tokensAfter);
            summary.set("tokens", tokens);
            answer.event(asked.first, "tokens", tokens);
        }
    }

    /** What the base model would have said, for the trace. */
    private void baseText(Trainer.Session session) {
        request.options().ifPresent(how -> {
            String text = seconds.time(
                    "generate",
                    () -> session.generate(
                            asked.prompt,
                            how,
                            job.control(),
                            piece -> answer.event(asked.first, "base_text", summary.textNode(piece))));
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
        try (AdapterCache.Claim claim = cache.claim(variant, asked.prompt, vector, job.control())) {
            boolean sameText = engine.parts().guard() != Guard.NONE;
            Optional<AdapterCache.Found> found = seconds.time("restore", () -> claim.restore(session, sameText));
            summary.put("cache", found.isPresent() ? "hit" : "miss");
            found.ifPresent(hit -> summary.set("cache_similarity", Json.number(hit.similarity())));
            if (found.isPresent()) {
                tell(retrieval, found.get().learned());
                return found.get().learned();
            }
            Learned learned = learn(session, retrieval, vector);
            if (!learned.steps().isEmpty()) { // what has moved nothing is not worth its space
                seconds.time("store", () -> {
                    claim.store(session, learned);
                    return claim;
                });
            }
            return learned;
        }
    }

    private Learned learn(Trainer.Session session, Retrieval retrieval, EmbeddingBatch vector) {
        Learned chosen = retrieval.choose(asked.prompt, vector, request.ttt());
        tell(retrieval, chosen);
        int[] taken = {0};
        job.listen(event -> {
            if (event instanceof Progress.Stepped stepped) {
                taken[0]++;
                if (request.ttt().trace()) {
                    Step step = stepped.step();
                    answer.event(asked.first, "step", new Learned.Stepped(step.neighborId(), step.loss()).json());
                }
            }
        });
        try {
            long[] ids = chosen.ids();
            List<Step> steps = seconds.time("train", () -> session.train(ids, retrieval.texts(ids), job.control()));
            taken[0] = steps.size();
            return chosen.with(steps);
        } finally { // what is broken off has taken steps as well
            job.listen(event -> {});
            engine.metrics().add("ttt_training_steps_total", "Gradient steps.", "", taken[0]);
        }
    }

    private void tell(Retrieval retrieval, Learned learned) {
        if (request.stream() && request.ttt().trace()) {
            ObjectNode found = JsonNodeFactory.instance.objectNode();
            retrieval.write(learned, true, found);
            found.set("cache", summary.get("cache"));
            answer.event(asked.first, "found", found);
        }
    }

    /** Generates a choice and returns how many tokens it took. */
    private int generate(Trainer.Session session, ModelText texts, int number, Consumer<CompletionAnswer.Choice> to) {
        int index = asked.first + number;
        if (request.echo()) {
            answer.piece(index, asked.prompt);
        }
        int[] pieces = {0};
        Generated generated = request.options()
                .map(how -> how.withSeed(how.seed() + number))
                .map(how -> seconds.time(
                        "generate",
                        () -> session.generateTokens(
                                asked.prompt, how, request.logprobs().orElse(0), job.control(), piece -> {
                                    pieces[0]++;
                                    answer.piece(index, piece);
                                })))
                .orElse(new Generated("", List.of(), true));
        int tokens = generated.tokens().size();
        boolean cut = generated.cut();
        if (tokens == 0 && !generated.text().isEmpty()) {
            // The trainer does not say: a text of as many tokens, or in as many pieces, was cut.
            tokens = texts.tokens(generated.text());
            cut = Math.max(tokens, pieces[0])
                    >= request.options().map(GenerateOptions::maxTokens).orElse(0);
        }
        to.accept(new CompletionAnswer.Choice(
                index,
                request.echo() ? asked.prompt + generated.text() : generated.text(),
                cut ? "length" : "stop",
                request.logprobs().isPresent() ? logprobs(session, texts, generated) : NullNode.getInstance()));
        return tokens;
    }

    /** Of the tokens as they were drawn; of a trainer that does not tell them, of the text read anew. */
    private ObjectNode logprobs(Trainer.Session session, ModelText texts, Generated generated) {
        String whole = asked.prompt + generated.text();
        int most = request.logprobs().orElse(0);
        long end = asked.prompt.getBytes(StandardCharsets.UTF_8).length;
        boolean drawn = generated.text().isEmpty() || !generated.tokens().isEmpty();
        Logprobs told = new Logprobs(whole, texts);
        if (request.echo() || !drawn) {
            List<TokenRanking> read = session.rankTokens(drawn ? asked.prompt : whole, most, job.control());
            for (int i = 0; i < read.size(); i++) {
                long next = i + 1 < read.size() ? read.get(i + 1).token().byteOffset() : Long.MAX_VALUE;
                if (request.echo() || next > end) { // also the token that prompt and continuation share
                    told.add(read.get(i), read.get(i).token().byteOffset());
                }
            }
        }
        generated.tokens().forEach(one -> told.add(one, end + one.token().byteOffset()));
        return told.json();
    }

    private Score score(Trainer.Session session) {
        return seconds.time("score", () -> session.score(List.of(asked.prompt), job.control())
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
