package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ttt4j.store.Durable;

/**
 * The directory of an evaluation: {@code run.json} says what is evaluated, {@code documents.jsonl} what was found so
 * far, {@code summary.json} appears at the end. A directory of another run is refused, so that results of different
 * settings never mix. Confined to one thread.
 */
final class EvaluationDirectory {

    private static final String RUN = "run.json";
    private static final String DOCUMENTS = "documents.jsonl";
    private static final String SUMMARY = "summary.json";

    private final Path directory;

    private EvaluationDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes the directory, or goes on in one of the same run.
     *
     * @param identity everything that decides the results, by name
     * @throws CommandException if the directory holds something else, naming the difference
     * @throws IOException if it cannot be made or read
     */
    static EvaluationDirectory open(Path directory, SortedMap<String, String> identity) throws IOException {
        claim(directory, "evaluation", identity);
        return new EvaluationDirectory(directory);
    }

    /**
     * Makes a directory for a run, or finds that it is this run's already.
     *
     * @param kind of run, in words
     */
    static void claim(Path directory, String kind, SortedMap<String, String> identity) throws IOException {
        Path run = directory.resolve(RUN);
        if (Files.exists(run)) {
            demandSame(directory, kind, read(run), identity);
        } else {
            demandFree(directory, kind);
            Files.createDirectories(directory);
            Durable.write(run, Json.pretty(identity) + "\n");
        }
    }

    /** The results so far; the caller closes the log. */
    ResultLog log(NeighborCounts counts) throws IOException {
        return ResultLog.open(directory.resolve(DOCUMENTS), counts);
    }

    /** Writes the summary, whole or not at all. */
    void finish(ObjectNode summary) throws IOException {
        Durable.write(directory.resolve(SUMMARY), Json.pretty(summary) + "\n");
    }

    private static SortedMap<String, String> read(Path run) throws IOException {
        try {
            return Json.MAPPER.readValue(Files.readString(run), new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException damaged) {
            throw CommandException.failed(
                    run + ": is not what this command writes; remove the directory or use another --out", damaged);
        }
    }

    private static void demandSame(
            Path directory, String kind, SortedMap<String, String> found, SortedMap<String, String> wanted) {
        // Keys that a user set say more than the fingerprints that follow from them.
        TreeSet<String> names = new TreeSet<>(Comparator.comparing((String name) -> !name.startsWith("ttt."))
                .thenComparing(Comparator.naturalOrder()));
        names.addAll(found.keySet());
        names.addAll(wanted.keySet());
        for (String name : names) {
            String there = found.getOrDefault(name, "nothing");
            String here = wanted.getOrDefault(name, "nothing");
            if (!there.equals(here)) {
                throw CommandException.failed(directory + " holds another " + kind + ": found " + name + " = " + there
                        + ", this one has " + name + " = " + here + "; use another --out or remove the directory");
            }
        }
    }

    private static void demandFree(Path directory, String kind) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw CommandException.failed(directory + ": exists and is not a directory");
        }
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw CommandException.failed(
                            directory + ": holds files of something else, wanted those of the same " + kind
                                    + " or an empty directory");
                }
            }
        }
    }
}
