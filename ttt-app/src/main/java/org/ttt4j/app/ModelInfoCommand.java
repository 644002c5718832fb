package org.ttt4j.app;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ttt4j.api.ModelInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ttt model info}. Confined to one thread. */
@Command(
        name = "info",
        description =
                "Describe a checkpoint from its configuration and the headers of its files, and estimate the memory"
                        + " of a session.",
        footerHeading = "%nExamples:%n",
        footer = {"  ttt model info gpt2", "  ttt model info bundled:ttt-tiny --json"})
final class ModelInfoCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "Hugging Face directory, or bundled:ttt-tiny.")
    private String model;

    ModelInfoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Backends backends = new Backends(invocation.configuration())) {
            ModelInfo info = backends.models().info(model);
            invocation.print(info, () -> text(info));
        }
        return Main.OK;
    }

    /** What was written, on one line. */
    static String line(ModelInfo info) {
        long bytes = info.files().values().stream().mapToLong(Long::longValue).sum();
        return info.model() + ": " + info.family() + ", " + info.parameters() + " parameters, tensors " + tensors(info)
                + ", " + info.files().size() + " files, " + ByteSize.text(bytes);
    }

    private static String tensors(ModelInfo info) {
        return info.tensors().entrySet().stream()
                .map(type -> type.getValue() + " " + type.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String text(ModelInfo info) {
        TextTable table = new TextTable("ll")
                .row("model", info.model())
                .row("family", info.family())
                .row("parameters", String.valueOf(info.parameters()))
                .row("layers", String.valueOf(info.layers()))
                .row("width", String.valueOf(info.width()))
                .row("heads", info.heads() + ", keys and values " + info.keyValueHeads())
                .row("vocabulary", String.valueOf(info.vocabulary()))
                .row("context", info.contextTokens() + " tokens")
                .row("tensors", tensors(info))
                .row("tokenizer", info.tokenizer())
                .row("memory, full", memory(info.memory().full(), info.memory().tokens()))
                .row("memory, lora", memory(info.memory().lora(), info.memory().tokens()));
        info.files().forEach((name, bytes) -> table.row(name, ByteSize.text(bytes)));
        return table.render();
    }

    private static String memory(long bytes, int tokens) {
        return "about " + ByteSize.text(bytes) + " for a step on " + tokens + " tokens";
    }
}
