package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a JSON array of token ids. Thread-safe. */
final class TokenIdFile {

    private static final long LARGEST = 64L << 20;
    private static final String WANTED = ", wanted a JSON array of token ids such as [5, 17, 3]";

    private TokenIdFile() {}

    /**
     * The ids.
     *
     * @throws CommandException if the file holds anything else
     */
    static List<Integer> read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw CommandException.failed(file + ": found " + Files.size(file) + " bytes" + WANTED);
        }
        JsonNode array = parse(file);
        if (!array.isArray()) {
            throw CommandException.failed(file + ": found " + describe(array) + WANTED);
        }
        List<Integer> ids = new ArrayList<>(array.size());
        for (JsonNode id : array) {
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw CommandException.failed(file + ": found " + TextTable.firstLine(id.toString(), 40) + " at place "
                        + ids.size() + WANTED);
            }
            ids.add(id.intValue());
        }
        return ids;
    }

    private static JsonNode parse(Path file) throws IOException {
        try {
            return Json.MAPPER
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException broken) {
            throw CommandException.failed(file + ": found what is not JSON" + WANTED, broken);
        }
    }

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case MISSING -> "nothing";
            default -> TextTable.firstLine(node.toString(), 40);
        };
    }
}
