package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ttt4j.store.Durable;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyResult;
import org.ttt4j.study.StudyScore;

/**
 * The documents of each arm that improved most and least, kept in full. Which these are follows from the results, whatever
 * their order: one that falls behind never comes back, so that each is looked at when it is adapted to and never again.
 * Thread-safe.
 */
final class StudyExamples {

    private static final Comparator<Ranked> ORDER = Comparator.comparingDouble(Ranked::gain)
            .thenComparingLong(ranked -> ranked.key().document())
            .thenComparingLong(ranked -> ranked.key().seed());

    private final Path directory;
    private final int most;
    private final Map<String, List<Ranked>> arms = new HashMap<>();

    /**
     * Examples of a results directory.
     *
     * @param most documents that improved most of each arm, and as many that improved least
     */
    StudyExamples(Path results, int most) {
        this.directory = results.resolve(StudyExample.DIRECTORY);
        this.most = most;
    }

    private record Ranked(StudyResult.Key key, double gain) {}

    /** Takes a result of an earlier run into account. */
    synchronized void known(StudyResult result) {
        if (result instanceof StudyResult.Scored scored) {
            offer(scored.key(), gain(scored.scores()));
        }
    }

    /** Whether a document is, so far, one of those that are kept. */
    synchronized boolean wanted(StudyResult.Key key, List<StudyScore> scores) {
        return offer(key, gain(scores));
    }

    private boolean offer(StudyResult.Key key, double gain) {
        List<Ranked> kept = arms.computeIfAbsent(key.arm(), arm -> new ArrayList<>());
        Ranked ranked = new Ranked(key, gain);
        kept.add(ranked);
        kept.sort(ORDER);
        if (kept.size() > 2 * most) {
            Ranked middle = kept.remove(most);
            return !middle.equals(ranked);
        }
        return true;
    }

    private static double gain(List<StudyScore> scores) {
        return 1 - scores.get(scores.size() - 1).bits() / scores.get(0).bits();
    }

    /** Writes one, whole or not at all. */
    synchronized void write(StudyExample example) throws IOException {
        Files.createDirectories(directory);
        Durable.write(directory.resolve(example.fileName()), example.toJson());
    }

    /** Removes what is no longer kept. */
    synchronized void tidy() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        Set<String> kept = new HashSet<>();
        arms.values()
                .forEach(all -> all.forEach(ranked -> kept.add(StudyExample.fileName(
                        ranked.key().arm(),
                        ranked.key().document(),
                        ranked.key().seed()))));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!kept.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }
}
