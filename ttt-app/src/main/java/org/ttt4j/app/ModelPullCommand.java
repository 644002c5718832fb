package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt model pull}. Confined to one thread. */
@Command(
        name = "pull",
        description = {
            "Download a model from a hub: configuration, tokenizer and safetensors, nothing else.",
            "What was interrupted goes on where it was; every file is compared with the checksum that the hub announces."
                    + " Prints the directory, so that --model \"$(ttt model pull OWNER/NAME)\" works."
        },
        footerHeading = "%nEnvironment:%n  HF_ENDPOINT     address of the hub (https://huggingface.co)%n"
                + "  HF_TOKEN        token of an account, sent to the hub alone%n"
                + "  HF_HUB_OFFLINE  1: as --offline%n%nExamples:%n",
        footer = {
            "  ttt model pull openai-community/gpt2",
            "  ttt model pull openai-community/gpt2-large --out gpt2-large",
            "  HF_TOKEN=... ttt model pull meta-llama/Llama-3.2-1B --revision main --json",
            "  ttt model pull openai-community/gpt2 --offline"
        })
final class ModelPullCommand implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 500;

    private final Invocation invocation;

    @Parameters(paramLabel = "OWNER/NAME", description = "Name of the model on the hub.")
    private String name;

    @Option(
            names = "--revision",
            paramLabel = "REV",
            defaultValue = "main",
            description = "Branch, tag or commit (default: ${DEFAULT-VALUE}).")
    private String revision;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory to bring it to: new, empty, or one of the same model; without it one in the cache"
                    + " (ttt.cache).")
    private Path out;

    @Option(names = "--offline", description = "Download nothing: use what is there, or say what is missing.")
    private boolean offline;

    ModelPullCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        HubRepository repository = new HubRepository(name, revision);
        HubSettings settings = HubSettings.from(System.getenv());
        Path directory = out == null ? cached(repository) : out;
        ModelPull pull =
                new ModelPull(offline ? settings.withoutNetwork() : settings, repository, directory, PAUSE_MILLIS);
        PulledModel model = run(pull, directory);
        List<String> unverified = model.files().entrySet().stream()
                .filter(file -> file.getValue().checksum().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!unverified.isEmpty()) {
            invocation.note("ttt: the hub announced no checksum of " + String.join(", ", unverified));
        }
        invocation.print(new Result(directory.toString(), model), directory::toString);
        return Main.OK;
    }

    private PulledModel run(ModelPull pull, Path directory) throws IOException {
        try {
            return pull.run(invocation.control());
        } catch (CancellationException stopped) {
            invocation.note("ttt: stopped; the same command goes on with what is in " + directory);
            throw stopped;
        }
    }

    private Path cached(HubRepository repository) {
        return CacheDirectory.of(invocation.configuration(), System.getenv(), Path.of(System.getProperty("user.home")))
                .resolve("models")
                .resolve(repository.name().replace("/", "--"))
                .resolve(repository.revision().replace("/", "--"));
    }

    /** The answer as JSON has it. */
    record Result(String directory, PulledModel model) {}
}
