package org.ttt4j.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How far an unfinished build has come, as its last checkpoint says. Thread-safe as long as nobody changes the maps.
 *
 * @param documents documents stored
 * @param corpus which of the corpora comes next or is being read, from 0
 * @param line how many of its lines were read
 * @param read whether all corpora were read
 * @param embedded documents whose vectors are stored
 * @param lengths of the files that are complete up to here, by name; whatever is behind was written later
 * @param bad lines that could not be used
 */
record BuildProgress(
        long documents,
        int corpus,
        long line,
        boolean read,
        long embedded,
        Map<String, Long> lengths,
        BadLines.State bad) {

    static final BuildProgress NONE = new BuildProgress(0, 0, 0, false, 0, Map.of(), BadLines.State.NONE);

    private static final String FILE = "progress.json";

    /** The last checkpoint in a directory. */
    static BuildProgress read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return NONE;
        }
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(file), BuildProgress.class);
        } catch (JsonProcessingException damaged) {
            throw new StoreException(file + ": is not what a build writes; remove " + directory, damaged);
        }
    }

    /** Writes it, whole or not at all; the files have been forced to disk. */
    void write(Path directory) throws IOException {
        Durable.write(directory.resolve(FILE), Json.line(this) + "\n");
    }

    /** Whether this is the name of the file it is in. */
    static boolean isFile(String name) {
        return name.equals(FILE);
    }

    /** Removes it from a directory that is complete. */
    static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }
}
