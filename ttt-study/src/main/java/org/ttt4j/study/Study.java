package org.ttt4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a study compares, on what, and how it is made again: the file {@code study.json} of a results directory.
 * Thread-safe as long as nobody changes the manifest.
 *
 * @param format of the directory, {@link #FORMAT}
 * @param name for people
 * @param neighbors counts that arms are scored at: rising, the first 0, which is the model as it is
 * @param arms in the order of the report; names are unique
 * @param domains of the documents, by name; the documents of no other domain are in the results
 * @param settings what all arms have in common, by key: configuration, sample, fingerprints of index and model
 * @param seed of the bootstrap
 * @param manifest versions, commit, machine, command and when
 */
public record Study(
        int format,
        String name,
        List<Integer> neighbors,
        List<StudyArm> arms,
        List<StudyDomain> domains,
        SortedMap<String, String> settings,
        long seed,
        JsonNode manifest) {

    /** Rises when older results can no longer be read. */
    public static final int FORMAT = 1;

    /** Name of the file in a results directory. */
    public static final String FILE = "study.json";

    /**
     * Refuses another format, counts that do not rise from 0, and arms or domains of one name.
     *
     * @param format {@link #FORMAT}
     * @param name not null
     * @param neighbors rising from 0; at least that one count
     * @param arms at least one, each of its own name
     * @param domains at least one, each of its own name
     * @param settings null is an empty map
     * @param seed any
     * @param manifest null is an empty object; not copied
     */
    public Study {
        Objects.requireNonNull(name, "name");
        neighbors = List.copyOf(neighbors);
        arms = List.copyOf(arms);
        domains = List.copyOf(domains);
        settings = settings == null
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        manifest = manifest == null ? JsonNodeFactory.instance.objectNode() : manifest;
        if (format != FORMAT) {
            throw new IllegalArgumentException("found format " + format + ", wanted " + FORMAT);
        }
        demandCounts(neighbors);
        demandUnique("arm", arms.stream().map(StudyArm::name).toList());
        demandUnique("domain", domains.stream().map(StudyDomain::name).toList());
    }

    private static void demandCounts(List<Integer> counts) {
        boolean rising = !counts.isEmpty() && counts.get(0) == 0;
        for (int i = 1; i < counts.size(); i++) {
            rising &= counts.get(i) > counts.get(i - 1);
        }
        if (!rising) {
            throw new IllegalArgumentException(
                    "found neighbour counts " + counts + ", wanted rising numbers that begin with 0");
        }
    }

    private static void demandUnique(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        names.forEach(name -> {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        "found two " + what + "s called \"" + name + "\", wanted a name of its own for each");
            }
        });
        if (names.isEmpty()) {
            throw new IllegalArgumentException("found no " + what + ", wanted at least one");
        }
    }

    /**
     * {@return the arm of a name; empty if there is none}
     *
     * @param wanted name of the arm
     */
    public Optional<StudyArm> arm(String wanted) {
        return arms.stream().filter(arm -> arm.name().equals(wanted)).findFirst();
    }

    /** {@return how many documents each arm is run on, over all domains} */
    public int documents() {
        return domains.stream().mapToInt(StudyDomain::documents).sum();
    }

    /** {@return how many lines the log has in the end: one per arm, document and seed} */
    public int lines() {
        return documents() * arms.stream().mapToInt(arm -> arm.seeds().size()).sum();
    }

    /** {@return several indented lines, as the file has them} */
    public String toJson() {
        return StudyJson.pretty(this) + "\n";
    }

    /**
     * Reads {@code study.json}.
     *
     * @param directory of results
     * @return what was written
     * @throws IOException if there is none, or none that this program writes, naming the file
     */
    public static Study read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(directory + ": holds no " + FILE + ", wanted the results of `ttt study run`");
        }
        try {
            return StudyJson.read(Files.readString(file), Study.class);
        } catch (IllegalArgumentException damaged) {
            throw new IOException(file + ": " + damaged.getMessage() + ", wanted what `ttt study run` writes", damaged);
        }
    }
}
