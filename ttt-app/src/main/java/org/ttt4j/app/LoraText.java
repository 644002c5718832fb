package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ttt4j.api.ModelCheck;

/** Reads {@code r=4,alpha=8,targets=q+v}. Thread-safe. */
final class LoraText {

    private static final List<String> KEYS = List.of("r", "alpha", "targets");

    private LoraText() {}

    /**
     * The adapters that a text describes.
     *
     * @param init file with their first values
     * @throws CommandException saying what was found and wanted
     */
    static ModelCheck.Adapters parse(String text, Optional<Path> init) {
        Map<String, String> values = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals).strip();
            if (equals < 0
                    || !KEYS.contains(key)
                    || values.put(key, part.substring(equals + 1).strip()) != null) {
                throw refuse(text);
            }
        }
        if (!values.keySet().containsAll(KEYS)) {
            throw refuse(text);
        }
        try {
            return new ModelCheck.Adapters(
                    Integer.parseInt(values.get("r")),
                    Double.parseDouble(values.get("alpha")),
                    List.of(values.get("targets").split("\\+", -1)),
                    init);
        } catch (NumberFormatException notANumber) {
            throw refuse(text);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage("--lora: " + wrong.getMessage());
        }
    }

    private static CommandException refuse(String text) {
        return CommandException.usage("found --lora " + text
                + ", wanted r=R,alpha=A,targets=T+T with a whole number, a number and names, each once");
    }
}
