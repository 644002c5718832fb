package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ttt4j.api.ModelTimes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt bench train}: needs a checkpoint, but no tokenizer and no text. Confined to one thread. */
@Command(
        name = "train",
        description = {
            "Measure how long a model takes to load, and for one sequence of random tokens: a forward pass, all"
                    + " gradients, a full optimizer step, and a reset.",
            "What one large matrix product reaches is measured in the same run, to compare with. Numbers from a busy"
                    + " machine say little."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt bench train",
            "  ttt model init --family gpt2 --size small --out gpt2",
            "  ttt bench train --model gpt2 --tokens 256,1024 --threads 1,2 --json",
            "  ttt bench train --model gpt2 --adaptation full,lora --set ttt.trainer.tensorflow.lora-rank=8"
        })
final class BenchTrainCommand implements Runnable {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            defaultValue = "bundled:ttt-tiny",
            description = "Hugging Face directory, its tokenizer is not needed (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(
            names = "--tokens",
            paramLabel = "T",
            split = ",",
            defaultValue = "256",
            description = "Tokens of a sequence, at most the model's context (default: ${DEFAULT-VALUE}).")
    private List<Integer> tokens;

    @Option(
            names = "--threads",
            paramLabel = "T",
            split = ",",
            description = "Threads of the kernels; short for the trainer's key threads.")
    private List<Integer> threads = List.of();

    @Option(
            names = "--adaptation",
            paramLabel = "A",
            split = ",",
            description = "What is trained; short for the trainer's key adaptation.")
    private List<String> adaptations = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "5",
            description = "How often to measure, after one round of warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    BenchTrainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        ModelTimes.Plan plan = plan();
        double load = MachineView.load();
        String trainer =
                invocation.configuration().chosen(Slot.TRAINER).provider().id();
        RunManifest manifest = new RunManifest(ModelOption.arguments(spec));
        List<TrainBenchRow> rows = new ArrayList<>();
        for (List<Shorthand> variant : variants(Slot.TRAINER.path(trainer))) {
            Configuration configuration = invocation.configuration(variant);
            try (Backends backends = new Backends(configuration)) {
                rows.addAll(TrainBenchRow.of(
                        configuration.values().getOrDefault(Slot.TRAINER.path(trainer) + ".adaptation", ""),
                        backends.models().measure(model, plan, invocation.control())));
            }
        }
        MachineView machine = MachineView.of(load, List.of());
        invocation.print(
                new Result(model, rows, machine, manifest.json()), () -> TrainBenchTable.render(model, rows, machine));
    }

    private ModelTimes.Plan plan() {
        try {
            return new ModelTimes.Plan(tokens, rounds);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(wrong.getMessage());
        }
    }

    /** One list of overridden keys per measurement. */
    private List<List<Shorthand>> variants(String path) {
        List<List<Shorthand>> variants = new ArrayList<>();
        for (List<Shorthand> adaptation : each("--adaptation", path + ".adaptation", adaptations)) {
            for (List<Shorthand> count : each("--threads", path + ".threads", threads)) {
                variants.add(Stream.concat(adaptation.stream(), count.stream()).toList());
            }
        }
        return variants;
    }

    private static List<List<Shorthand>> each(String option, String key, List<?> values) {
        return values.isEmpty()
                ? List.of(List.of())
                : values.stream()
                        .map(value -> List.of(new Shorthand(option, key, value.toString())))
                        .toList();
    }

    /** The answer as JSON has it. */
    record Result(String model, List<TrainBenchRow> results, MachineView machine, ObjectNode manifest) {}
}
