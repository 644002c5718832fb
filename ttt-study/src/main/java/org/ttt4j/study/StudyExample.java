package org.ttt4j.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One document with one arm in full, so that a person sees why it improved or got worse: a file of the directory
 * {@code examples} of a results directory. Thread-safe.
 *
 * @param arm name of the arm
 * @param document position in its file
 * @param seed of the run
 * @param domain of the document
 * @param source of the document
 * @param query beginning of the text that neighbours were searched for
 * @param neighbors count at which {@link TokenChange#after} holds
 * @param tokens of the scored text, in order
 * @param chosen the neighbours in the order of their use, the first ones
 */
public record StudyExample(
        String arm,
        long document,
        long seed,
        String domain,
        String source,
        String query,
        int neighbors,
        List<TokenChange> tokens,
        List<Neighbor> chosen) {

    /** Name of the directory below a results directory. */
    public static final String DIRECTORY = "examples";

    /**
     * Copies the lists.
     *
     * @param arm not null
     * @param document position in its file
     * @param seed of the run
     * @param domain of the document
     * @param source of the document
     * @param query not null
     * @param neighbors count of the study
     * @param tokens copied
     * @param chosen copied
     */
    public StudyExample {
        Objects.requireNonNull(arm, "arm");
        Objects.requireNonNull(query, "query");
        tokens = List.copyOf(tokens);
        chosen = List.copyOf(chosen);
    }

    /**
     * A neighbour with the beginning of its text. Thread-safe.
     *
     * @param id position in the corpus
     * @param source where it comes from
     * @param text its beginning
     * @param similarity to the query
     * @param uncertainty left after this pick; NaN if the selector does not model it
     */
    public record Neighbor(long id, String source, String text, float similarity, double uncertainty) {}

    /**
     * {@return how much fewer bits the text takes than before, as a share of those before; negative where it got worse}
     */
    public double gain() {
        double before = tokens.stream().mapToDouble(TokenChange::before).sum();
        double after = tokens.stream().mapToDouble(TokenChange::after).sum();
        return 1 - after / before;
    }

    /** {@return the name of the file without its directory} */
    public String fileName() {
        return fileName(arm, document, seed);
    }

    /**
     * {@return the name of the file of an arm, document and seed, without its directory}
     *
     * @param arm name of the arm; what a file cannot be called is replaced, and a hash tells such names apart
     * @param document position in its file
     * @param seed of the run
     */
    public static String fileName(String arm, long document, long seed) {
        return arm.replaceAll("[^A-Za-z0-9.-]+", "_") + "-" + Integer.toHexString(arm.hashCode()) + "-" + document + "-"
                + seed + ".json";
    }

    /** {@return several indented lines, as the file has them} */
    public String toJson() {
        return StudyJson.pretty(this) + "\n";
    }

    /**
     * Reads all examples of a results directory.
     *
     * @param directory of results
     * @return by name of file; none if there is no such directory
     * @throws IOException if one is damaged, naming it
     */
    public static List<StudyExample> read(Path directory) throws IOException {
        Path examples = directory.resolve(DIRECTORY);
        if (!Files.isDirectory(examples)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(examples)) {
            files = entries.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        List<StudyExample> read = new ArrayList<>();
        for (Path file : files) {
            try {
                read.add(StudyJson.read(Files.readString(file), StudyExample.class));
            } catch (IllegalArgumentException damaged) {
                throw new IOException(file + ": " + damaged.getMessage() + ", wanted an example of a study", damaged);
            }
        }
        return List.copyOf(read);
    }
}
