package org.ttt4j.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.TestTimeTraining;

/**
 * A language model that adapts to each prompt before it continues it, and forgets what it learned when it has answered.
 *
 * <p>The models behind it continue text; they know no chat templates. The prompt is therefore the text of all messages,
 * with an empty line between two of them, and the answer what the adapted model writes next. Of the request's parameters
 * temperature, topP, topK, the largest number of tokens and stop sequences are heard; a model's name, frequency and presence
 * penalties, tools, JSON and contents other than text are refused. The answer counts the tokens of the prompt; those of
 * what was written, and why it ended, the pipeline does not tell. Borrows the pipeline. Thread-safe; calls wait for a
 * free training session.
 */
public final class AdaptingChatModel implements ChatModel {

    private final TestTimeTraining pipeline;
    private final int candidates;
    private final int budget;
    private final GenerateOptions defaults;
    private final Consumer<? super Adaptation> listener;

    /**
     * A model over joined parts.
     *
     * @param pipeline adapts to each prompt; its parts stay the caller's
     * @param candidates K, documents to choose from, at least 1
     * @param budget N, documents to train on, at least 1
     * @param defaults how to continue, where a request says nothing
     */
    public AdaptingChatModel(TestTimeTraining pipeline, int candidates, int budget, GenerateOptions defaults) {
        this(pipeline, candidates, budget, defaults, adaptation -> {});
    }

    /**
     * The same with somebody who is told what each prompt taught.
     *
     * @param pipeline adapts to each prompt; its parts stay the caller's
     * @param candidates K, documents to choose from, at least 1
     * @param budget N, documents to train on, at least 1
     * @param defaults how to continue, where a request says nothing
     * @param listener called on the thread of the request, before the answer is returned
     */
    public AdaptingChatModel(
            TestTimeTraining pipeline,
            int candidates,
            int budget,
            GenerateOptions defaults,
            Consumer<? super Adaptation> listener) {
        this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
        this.candidates = candidates;
        this.budget = budget;
        this.defaults = Objects.requireNonNull(defaults, "defaults");
        this.listener = Objects.requireNonNull(listener, "listener");
        if (candidates < 1 || budget < 1) {
            throw new IllegalArgumentException(
                    "found candidates=" + candidates + ", budget=" + budget + ", wanted both at least 1");
        }
    }

    /**
     * Adapts and continues.
     *
     * @throws UnsupportedFeatureException if the request wants another model, penalties, tools, JSON or anything but text
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the weights are back then
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        refuseUnsupported(parameters);
        AdaptRequest adapt = new AdaptRequest(
                MessageText.of(request.messages()), candidates, budget, Optional.of(options(parameters)));
        Adaptation adaptation = pipeline.adapt(adapt, RunControl.silent());
        listener.accept(adaptation);
        String text = adaptation.continuation().orElseThrow().after();
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .tokenUsage(new TokenUsage(Math.toIntExact(adaptation.before().tokens())))
                .build();
    }

    private GenerateOptions options(ChatRequestParameters parameters) {
        return new GenerateOptions(
                Optional.ofNullable(parameters.maxOutputTokens()).orElse(defaults.maxTokens()),
                Optional.ofNullable(parameters.temperature()).orElse(defaults.temperature()),
                Optional.ofNullable(parameters.topK()).orElse(defaults.topK()),
                Optional.ofNullable(parameters.topP()).orElse(defaults.topP()),
                defaults.repetitionPenalty(),
                parameters.stopSequences().isEmpty() ? defaults.stop() : parameters.stopSequences(),
                defaults.seed());
    }

    private static void refuseUnsupported(ChatRequestParameters parameters) {
        if (parameters.modelName() != null) {
            throw new UnsupportedFeatureException("found the model name \"" + parameters.modelName()
                    + "\", wanted none: the model is the one that the pipeline's trainer opened");
        }
        refusePenalty("frequency", parameters.frequencyPenalty());
        refusePenalty("presence", parameters.presencePenalty());
        if (!parameters.toolSpecifications().isEmpty()) {
            throw new UnsupportedFeatureException("found tools, wanted a prompt alone: the model continues text");
        }
        boolean json = parameters.responseFormat() != null
                && parameters.responseFormat().type() == ResponseFormatType.JSON;
        if (json) {
            throw new UnsupportedFeatureException("found the response format JSON, wanted text");
        }
    }

    private static void refusePenalty(String name, Double found) {
        if (found != null && found != 0) {
            throw new UnsupportedFeatureException("found the " + name + " penalty " + found
                    + ", wanted 0 or none: the trainers know a repetition penalty, which the defaults set");
        }
    }
}
