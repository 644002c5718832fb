package org.ttt4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;

class AdaptingChatModelTests {

    @TempDir
    private Path directory;

    @Test
    void itAnswersWhatThePipelineContinues() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            List<Adaptation> told = new ArrayList<>();
            GenerateOptions options = GenerateOptions.greedy(8);
            ChatModel model = new AdaptingChatModel(parts.pipeline(), 4, 3, options, told::add);
            String answer = model.chat("red apples");
            Adaptation wanted = parts.pipeline()
                    .adapt(new AdaptRequest("red apples", 4, 3, Optional.of(options)), RunControl.silent());
            assertThat(answer).isEqualTo(wanted.continuation().orElseThrow().after());
            assertThat(told).hasSize(1);
            assertThat(told.get(0).after()).isEqualTo(wanted.after());
            assertThat(told.get(0).after().bitsPerByte())
                    .isLessThan(told.get(0).before().bitsPerByte());
            assertThat(model.chat("red apples"))
                    .as("nothing of the first prompt is left")
                    .isEqualTo(answer);
        }
    }

    @Test
    void parametersOfTheRequestAreHeard() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            ChatModel model = new AdaptingChatModel(parts.pipeline(), 4, 3, GenerateOptions.greedy(40));
            ChatRequest request = ChatRequest.builder()
                    .messages(SystemMessage.from("red apples are"), UserMessage.from("red apples"))
                    .maxOutputTokens(5)
                    .build();
            GenerateOptions options = GenerateOptions.greedy(5);
            String prompt = "red apples are\n\nred apples";
            Adaptation wanted =
                    parts.pipeline().adapt(new AdaptRequest(prompt, 4, 3, Optional.of(options)), RunControl.silent());
            assertThat(model.chat(request).aiMessage().text())
                    .isEqualTo(wanted.continuation().orElseThrow().after());
        }
    }

    @Test
    void itCountsTheTokensOfThePrompt() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            ChatModel model = new AdaptingChatModel(parts.pipeline(), 4, 3, GenerateOptions.greedy(8));
            var response = model.chat(UserMessage.from("red apples"));
            assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(10); // of this trainer: bytes
            assertThat(response.tokenUsage().outputTokenCount()).isNull();
        }
    }

    /** What would otherwise be ignored. */
    @Test
    void otherModelsAndPenaltiesAreRefused() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            ChatModel model = new AdaptingChatModel(parts.pipeline(), 4, 3, GenerateOptions.greedy(8));
            assertThatThrownBy(() -> model.chat(red().modelName("gpt-9").build()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("found the model name \"gpt-9\"");
            assertThatThrownBy(() -> model.chat(red().frequencyPenalty(0.5).build()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("found the frequency penalty 0.5");
            assertThatThrownBy(() -> model.chat(red().presencePenalty(-1.0).build()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("found the presence penalty -1.0");
            assertThat(model.chat(red().presencePenalty(0.0).build()).aiMessage())
                    .isNotNull();
        }
    }

    private static ChatRequest.Builder red() {
        return ChatRequest.builder().messages(UserMessage.from("red"));
    }

    @Test
    void whatItCannotDoIsRefused() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            ChatModel model = new AdaptingChatModel(parts.pipeline(), 4, 3, GenerateOptions.greedy(5));
            var request = ChatRequest.builder().messages(UserMessage.from("red"));
            assertThatThrownBy(() -> model.chat(
                            request.responseFormat(ResponseFormat.JSON).build()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("JSON");
            assertThatThrownBy(() -> model.chat(ChatRequest.builder()
                            .messages(UserMessage.from("red"))
                            .toolSpecifications(
                                    ToolSpecification.builder().name("clock").build())
                            .build()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("tools");
            assertThatThrownBy(() -> model.chat(UserMessage.from(ImageContent.from("https://example.org/a.png"))))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("USER");
            assertThatThrownBy(() -> new AdaptingChatModel(parts.pipeline(), 0, 3, GenerateOptions.greedy(5)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anInterruptedThreadStopsAndTheNextRequestIsServed() throws IOException {
        try (Parts parts = new Parts(directory, Metric.INNER_PRODUCT)) {
            ChatModel model = new AdaptingChatModel(parts.pipeline(), 4, 3, GenerateOptions.greedy(8));
            String answer = model.chat("red apples");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> model.chat("red apples")).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(model.chat("red apples")).isEqualTo(answer);
        }
    }
}
