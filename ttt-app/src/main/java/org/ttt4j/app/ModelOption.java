package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** What several commands do alike with their command line. */
final class ModelOption {

    private ModelOption() {}

    /**
     * The configuration with the model that {@code --model} names.
     *
     * @param model becomes the configured trainer's own key {@code model}, unless {@code --set} sets that; null for none
     */
    static Configuration apply(Invocation invocation, String model) {
        return apply(invocation, model, List.of());
    }

    /** The same with further options that stand for keys. */
    static Configuration apply(Invocation invocation, String model, List<Shorthand> more) {
        List<Shorthand> shorthands = new ArrayList<>(shorthands(invocation, model));
        shorthands.addAll(more);
        return shorthands.isEmpty() ? invocation.configuration() : invocation.configuration(shorthands);
    }

    /** What {@code --model} stands for, for commands that have more such options. */
    static List<Shorthand> shorthands(Invocation invocation, String model) {
        if (model == null) {
            return List.of();
        }
        String trainer =
                invocation.configuration().chosen(Slot.TRAINER).provider().id();
        return List.of(new Shorthand("--model", Slot.TRAINER.path(trainer) + ".model", model));
    }

    /** The words after {@code ttt} as the user typed them. */
    static List<String> arguments(CommandSpec spec) {
        return List.copyOf(spec.root().commandLine().getParseResult().originalArgs());
    }
}
