package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ttt4j.api.ModelInfo;
import org.ttt4j.api.Models;
import org.ttt4j.api.WeightFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttt model init}. Confined to one thread. */
@Command(
        name = "init",
        description = {
            "Write a checkpoint of a released model's shapes with random weights, for benchmarks and tests.",
            "The same shape, type and seed give the same bytes. It has no tokenizer: use it with --set"
                    + " ttt.trainer.tensorflow.tokenizer=bytes. An unknown family or size lists those there are."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt model init --family gpt2 --size small --out gpt2-small",
            "  ttt model init --family gpt2 --size large --out gpt2-large --seed 7",
            "  ttt model init --family llama --size 1b --out llama-1b --dtype bf16",
            "  ttt model init --family gemma2 --size tiny --out tiny"
        })
final class ModelInitCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(
            names = "--family",
            required = true,
            paramLabel = "FAMILY",
            description = "gpt2, gpt-neo, llama, qwen2, phi3 or gemma2.")
    private String family;

    @Option(
            names = "--size",
            required = true,
            paramLabel = "SIZE",
            description =
                    "tiny, or of gpt2 small, medium, large, xl; gpt-neo 125m; llama 1b, 3b (3.2); qwen2 0.5b (2.5);"
                            + " phi3 mini; gemma2 2b.")
    private String size;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory to make.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of the weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private WeightFormatOptions options;

    ModelInitCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        WeightFormat format = options.format();
        try (Backends backends = new Backends(invocation.configuration())) {
            Models models = backends.models();
            List<String> shapes = models.shapes();
            String shape = family + "/" + size;
            if (!shapes.contains(shape)) {
                throw CommandException.usage("found --family " + family + " --size " + size + ", wanted one of "
                        + String.join(", ", shapes));
            }
            models.init(shape, seed, out, format, invocation.control());
            ModelInfo written = models.info(out.toString());
            invocation.print(written, () -> ModelInfoCommand.line(written));
        }
        return Main.OK;
    }
}
