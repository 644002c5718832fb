package org.ttt4j.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.stream.Collectors;

/** The text of messages for a model that knows no chat. Thread-safe. */
final class MessageText {

    private MessageText() {}

    /** All messages in their order with an empty line between two. */
    static String of(List<ChatMessage> messages) {
        return messages.stream().map(MessageText::of).collect(Collectors.joining("\n\n"));
    }

    private static String of(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return system.text();
        }
        if (message instanceof UserMessage user && user.hasSingleText()) {
            return user.singleText();
        }
        if (message instanceof AiMessage answer && !answer.hasToolExecutionRequests() && answer.text() != null) {
            return answer.text();
        }
        throw new UnsupportedFeatureException("found a message of type " + message.type() + " that is not one text");
    }
}
