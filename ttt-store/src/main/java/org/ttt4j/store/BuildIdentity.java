package org.ttt4j.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ttt4j.api.Embedder;

/**
 * Everything that decides the documents and vectors of an unfinished build, by name: a later run goes on with it only if
 * all of it is the same. What the index backend is built with is not part of it: that is made from the vectors.
 * Thread-safe.
 *
 * @param parts values by name
 */
record BuildIdentity(SortedMap<String, String> parts) {

    /** Names the command where it is not one that reads corpora. */
    private static final String COMMAND = "command";

    /** The command that copies an index within itself. */
    static final String COMPACTION = "index compact";

    private static final String FILE = "build.json";

    /** What a build from these files with these settings would be. */
    static BuildIdentity of(
            List<Path> corpora, String embedderId, Embedder.Traits embedder, TextFormat texts, int maxLineBytes)
            throws IOException {
        SortedMap<String, String> parts = new TreeMap<>();
        for (int i = 0; i < corpora.size(); i++) {
            Path file = corpora.get(i);
            parts.put(
                    String.format("corpus %d", i + 1),
                    file.toRealPath() + " of " + Files.size(file) + " bytes, changed "
                            + Files.getLastModifiedTime(file));
        }
        parts.put("embedder", embedderId + " " + embedder.fingerprint() + " (d = " + embedder.dimension() + ")");
        parts.put("ttt.index.texts", texts.name().toLowerCase(Locale.ROOT));
        parts.put("ttt.corpus.max-line-bytes", String.valueOf(maxLineBytes));
        return new BuildIdentity(parts);
    }

    /**
     * What a copy of these indexes would be, as they are now.
     *
     * @param command what copies them
     * @param sources in the order of ids
     */
    static BuildIdentity ofCopy(String command, List<IndexManifest> sources, TextFormat texts) {
        SortedMap<String, String> parts = new TreeMap<>();
        parts.put(COMMAND, command);
        for (int i = 0; i < sources.size(); i++) {
            IndexManifest source = sources.get(i);
            String sum = source.seal() == null ? source.contentHash() : source.seal();
            parts.put(
                    String.format("index %d", i + 1),
                    source.count() + " documents, generation " + source.generation() + ", " + sum);
        }
        parts.put("ttt.index.texts", texts.name().toLowerCase(Locale.ROOT));
        return new BuildIdentity(parts);
    }

    /** Whether a directory was left by exactly this build. */
    boolean left(Path directory) throws IOException {
        return isIn(directory) && read(directory).equals(parts);
    }

    /** What build left a directory, if any did. */
    static Optional<BuildIdentity> of(Path directory) throws IOException {
        return isIn(directory) ? Optional.of(new BuildIdentity(read(directory))) : Optional.empty();
    }

    /** Where the build that left a directory prepares, below an index directory. */
    static String staging(Path directory) throws IOException {
        String command = read(directory).get(COMMAND);
        return COMPACTION.equals(command) ? StagedDirectory.COMPACT : StagedDirectory.ADD;
    }

    /** Whether a directory holds what some build left. */
    static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** Writes it, whole or not at all. */
    void write(Path directory) throws IOException {
        Durable.write(directory.resolve(FILE), Json.pretty(parts) + "\n");
    }

    /** Whether this is the name of the file it is in. */
    static boolean isFile(String name) {
        return name.equals(FILE);
    }

    /** Removes it from a directory that is complete. */
    static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }

    /**
     * Demands that a directory was left by the same build.
     *
     * @throws StoreException naming the first difference
     */
    void demandSame(Path directory) throws IOException {
        SortedMap<String, String> found = read(directory);
        TreeSet<String> names = new TreeSet<>(found.keySet());
        names.addAll(parts.keySet());
        for (String name : names) {
            String there = found.getOrDefault(name, "nothing");
            String here = parts.getOrDefault(name, "nothing");
            if (!there.equals(here)) {
                throw new StoreException(directory + " holds an unfinished build of something else: found " + name
                        + " = " + there + ", this one has " + here
                        + "; finish it with the command that began it, or remove the directory");
            }
        }
    }

    private static SortedMap<String, String> read(Path directory) throws IOException {
        try {
            return Json.MAPPER.readValue(
                    Files.readAllBytes(directory.resolve(FILE)), new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException damaged) {
            throw new StoreException(
                    directory.resolve(FILE) + ": is not what a build writes; remove " + directory, damaged);
        }
    }
}
