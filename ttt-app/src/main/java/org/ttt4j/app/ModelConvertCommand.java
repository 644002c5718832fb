package org.ttt4j.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ttt4j.api.ModelInfo;
import org.ttt4j.api.Models;
import org.ttt4j.api.WeightFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt model convert}. Confined to one thread. */
@Command(
        name = "convert",
        description = {
            "Write a checkpoint with other numbers or other shards, and with its family's own names for the tensors.",
            "The new directory appears when it is whole. Tokenizer and configuration go with it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt model convert gpt2 --out gpt2-bf16 --dtype bf16",
            "  ttt model convert llama --out llama-one-file --max-shard-size 100GB",
            "  ttt model convert bundled:ttt-tiny --out tiny --dtype f32 --max-shard-size 2MB"
        })
final class ModelConvertCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "Hugging Face directory, or bundled:ttt-tiny.")
    private String model;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory to make.")
    private Path out;

    @Mixin
    private WeightFormatOptions options;

    ModelConvertCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        WeightFormat format = options.format();
        try (Backends backends = new Backends(invocation.configuration())) {
            Models models = backends.models();
            models.convert(model, out, format, invocation.control());
            ModelInfo written = models.info(out.toString());
            invocation.print(written, () -> ModelInfoCommand.line(written));
        }
        return Main.OK;
    }
}
