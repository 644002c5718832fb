package org.ttt4j.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.ttt4j.api.WeightFormat;
import org.ttt4j.api.WeightFormat.NumberType;
import picocli.CommandLine.Option;

/** How {@code ttt model convert} and {@code init} write weights. Confined to one thread. */
final class WeightFormatOptions {

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "Numbers of the weights: f32, f16 or bf16; without it as they are, new ones f32.")
    private String type;

    @Option(
            names = "--max-shard-size",
            paramLabel = "SIZE",
            defaultValue = "5GB",
            description =
                    "Largest file; more weights are spread over several with an index (default: ${DEFAULT-VALUE}).")
    private String maxShardSize;

    /**
     * The format.
     *
     * @throws CommandException if there is no such type or size
     */
    WeightFormat format() {
        return new WeightFormat(
                Optional.ofNullable(type).map(WeightFormatOptions::type),
                ByteSize.parse("--max-shard-size", maxShardSize));
    }

    private static NumberType type(String text) {
        return Arrays.stream(NumberType.values())
                .filter(one -> one.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> CommandException.usage("found --dtype " + text + ", wanted f32, f16 or bf16"));
    }
}
