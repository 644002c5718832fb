package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of {@code ttt stream} that are short for configuration keys. Confined to one thread. */
final class StreamArguments {

    private final List<String[]> given = new ArrayList<>();

    @Option(names = "--segment", paramLabel = "N", description = "Tokens predicted before they are learned.")
    void segment(String value) {
        stream("--segment", "segment", value);
    }

    @Option(names = "--overlap", paramLabel = "N", description = "Tokens of the past that the model still sees.")
    void overlap(String value) {
        stream("--overlap", "overlap", value);
    }

    @Option(names = "--update-every", paramLabel = "N", description = "Segments between two updates.")
    void updateEvery(String value) {
        stream("--update-every", "update-every", value);
    }

    @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps of an update.")
    void steps(String value) {
        stream("--steps", "steps", value);
    }

    @Option(
            names = "--reset",
            paramLabel = "POLICY",
            description = "When the weights go back to the base: never, document, tokens, drift or fading.")
    void reset(String value) {
        stream("--reset", "reset", value);
    }

    @Option(
            names = "--retrieve-every",
            paramLabel = "N",
            description = "Learn neighbours of the past before every N-th segment; needs --index.")
    void retrieveEvery(String value) {
        stream("--retrieve-every", "retrieve-every", value);
    }

    @Option(names = "--probe-every", paramLabel = "N", description = "Score --probe after every N updates.")
    void probeEvery(String value) {
        stream("--probe-every", "probe-every", value);
    }

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "The trainer's key learning-rate.")
    void learningRate(String value) {
        trainer("--learning-rate", "learning-rate", value);
    }

    @Option(names = "--optimizer", paramLabel = "NAME", description = "The trainer's key optimizer.")
    void optimizer(String value) {
        trainer("--optimizer", "optimizer", value);
    }

    @Option(
            names = "--adaptation",
            paramLabel = "KIND",
            description = "The trainer's key adaptation: full, lora, layers or bias.")
    void adaptation(String value) {
        trainer("--adaptation", "adaptation", value);
    }

    @Option(names = "--threads", paramLabel = "N", description = "The trainer's key threads.")
    void threads(String value) {
        trainer("--threads", "threads", value);
    }

    private void stream(String option, String key, String value) {
        given.add(new String[] {option, "ttt.stream." + key, value});
    }

    /** The path of the trainer is known once the configuration is. */
    private void trainer(String option, String key, String value) {
        given.add(new String[] {option, key, value});
    }

    /** The keys that these options stand for. */
    List<Shorthand> shorthands(Invocation invocation) {
        List<Shorthand> shorthands = new ArrayList<>();
        for (String[] one : given) {
            String key = one[1].startsWith("ttt.")
                    ? one[1]
                    : Slot.TRAINER.path(invocation
                                    .configuration()
                                    .chosen(Slot.TRAINER)
                                    .provider()
                                    .id())
                            + "." + one[1];
            shorthands.add(new Shorthand(one[0], key, one[2]));
        }
        return shorthands;
    }
}
