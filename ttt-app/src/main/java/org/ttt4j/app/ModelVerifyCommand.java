package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ttt4j.api.ModelVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt model verify}. Confined to one thread. */
@Command(
        name = "verify",
        description = {
            "Read all of a checkpoint and list everything wrong with it: tensors missing, surplus or of another shape"
                    + " or type, values that are not finite, a tokenizer that does not load or does not fit, and files"
                    + " that are not those that `ttt model pull` fetched.",
            "Exit code 1 if there is a problem. The fingerprint is SHA-256 over configuration, tokenizer and weights."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ttt model verify gpt2", "  ttt model verify gpt2 --fingerprint 1f0c... --json"})
final class ModelVerifyCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "Hugging Face directory, or bundled:ttt-tiny.")
    private String model;

    @Option(names = "--fingerprint", paramLabel = "HEX", description = "Fingerprint that the checkpoint must have.")
    private String fingerprint;

    ModelVerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        try (Backends backends = new Backends(invocation.configuration())) {
            ModelVerification found = backends.models().verify(model, invocation.control());
            List<String> problems = new ArrayList<>(found.problems());
            if (fingerprint != null && !fingerprint.equalsIgnoreCase(found.fingerprint())) {
                problems.add("found fingerprint " + found.fingerprint() + ", wanted " + fingerprint);
            }
            problems.addAll(sinceThePull());
            ModelVerification all = new ModelVerification(
                    found.model(), found.tensors(), found.values(), found.fingerprint(), found.notes(), problems);
            invocation.print(all, () -> text(all));
            return problems.isEmpty() ? Main.OK : Main.FAILED;
        }
    }

    private List<String> sinceThePull() throws IOException {
        Path directory = Path.of(model);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        Optional<PulledModel> pulled = PulledModel.read(directory);
        return pulled.isEmpty() ? List.of() : pulled.get().problems(directory);
    }

    private static String text(ModelVerification found) {
        List<String> lines = new ArrayList<>();
        lines.add(found.model() + ": " + found.tensors() + " tensors, " + found.values() + " values");
        if (!found.fingerprint().isEmpty()) {
            lines.add("fingerprint " + found.fingerprint());
        }
        found.notes().forEach(note -> lines.add("note: " + note));
        found.problems().forEach(problem -> lines.add("problem: " + problem));
        lines.add(
                found.problems().isEmpty() ? "in order" : count(found.problems().size()));
        return String.join("\n", lines);
    }

    private static String count(int problems) {
        return problems + (problems == 1 ? " problem" : " problems");
    }
}
