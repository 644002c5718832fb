package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ttt4j.api.GenerateOptions;
import picocli.CommandLine.Option;

/** Options of commands that continue a text. Confined to one thread. */
final class GenerateArguments {

    @Option(
            names = "--generate",
            paramLabel = "N",
            description = "Continue the prompt by up to N tokens, before and after.")
    private Integer tokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Divisor of the logits; 0 for the most likely tokens (default: 0).")
    private Double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Draw from the K most likely tokens (default: all).")
    private Integer topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Draw from the most likely tokens whose probabilities add up to P (default: 1).")
    private Double topP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            description = "Make tokens that the text has already less likely, above 1 (default: 1).")
    private Double repetitionPenalty;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; may be given several times.")
    private List<String> stop = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the drawing (default: 0).")
    private Long seed;

    /** What was asked for, or empty without --generate. */
    Optional<GenerateOptions> options() {
        boolean drawn = topK != null || topP != null || seed != null;
        if (tokens == null) {
            if (drawn || temperature != null || repetitionPenalty != null || !stop.isEmpty()) {
                throw CommandException.usage("found options of generating, wanted --generate N with them");
            }
            return Optional.empty();
        }
        if (drawn && (temperature == null || temperature == 0)) {
            throw CommandException.usage("found --top-k, --top-p or --seed at temperature 0, at which nothing is drawn;"
                    + " wanted --temperature T above 0 with them");
        }
        try {
            return Optional.of(new GenerateOptions(
                    AdaptCommand.atLeastOne("--generate", tokens, tokens),
                    temperature == null ? 0 : temperature,
                    topK == null ? 0 : topK,
                    topP == null ? 1 : topP,
                    repetitionPenalty == null ? 1 : repetitionPenalty,
                    stop,
                    seed == null ? 0 : seed));
        } catch (IllegalArgumentException impossible) {
            throw CommandException.usage(impossible.getMessage());
        }
    }
}
