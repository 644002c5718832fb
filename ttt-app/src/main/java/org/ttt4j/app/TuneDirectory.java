package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.ttt4j.api.Undo;
import org.ttt4j.store.Durable;

/**
 * The results of a sweep: an {@link EvaluationDirectory} with one more per arm below it, so that a sweep can be gone on
 * with, also with further lambdas. Without a place of its own it is temporary. Holds the locks of all logs. Confined to
 * one thread.
 */
final class TuneDirectory implements AutoCloseable {

    private final EvaluationDirectory whole;
    private final Map<TuneArm, EvaluationDirectory> directories;
    private final Map<TuneArm, ResultLog> logs;
    private final Undo opened;

    private TuneDirectory(
            EvaluationDirectory whole,
            Map<TuneArm, EvaluationDirectory> directories,
            Map<TuneArm, ResultLog> logs,
            Undo opened) {
        this.whole = whole;
        this.directories = directories;
        this.logs = logs;
        this.opened = opened;
    }

    /**
     * Opens all directories and logs, or none.
     *
     * @param place empty for a temporary one
     * @param identity what all arms have in common, as {@link EvaluationDirectory#open} wants it
     * @param arms with what decides their results
     */
    static TuneDirectory open(
            Optional<Path> place,
            SortedMap<String, String> identity,
            Map<TuneArm, SortedMap<String, String>> arms,
            NeighborCounts counts)
            throws IOException {
        Undo opened = new Undo();
        try (Undo undo = new Undo()) {
            undo.push(opened);
            Path path = place.isPresent() ? place.orElseThrow() : Files.createTempDirectory("ttt-tune-");
            if (place.isEmpty()) {
                opened.push(() -> Durable.delete(path));
            }
            EvaluationDirectory whole = EvaluationDirectory.open(path, identity);
            Map<TuneArm, EvaluationDirectory> directories = new LinkedHashMap<>();
            Map<TuneArm, ResultLog> logs = new LinkedHashMap<>();
            for (Map.Entry<TuneArm, SortedMap<String, String>> arm : arms.entrySet()) {
                EvaluationDirectory own =
                        EvaluationDirectory.open(path.resolve(arm.getKey().directory()), arm.getValue());
                directories.put(arm.getKey(), own);
                logs.put(arm.getKey(), opened.push(own.log(counts)));
            }
            return undo.keep(new TuneDirectory(whole, directories, logs, opened));
        }
    }

    List<TuneArm> arms() {
        return List.copyOf(logs.keySet());
    }

    ResultLog log(TuneArm arm) {
        return logs.get(arm);
    }

    /** How many documents all arms have done together. */
    int done() {
        return logs.values().stream().mapToInt(log -> log.results().size()).sum();
    }

    /** Writes an arm's summary. */
    void finish(TuneArm arm, ObjectNode summary) throws IOException {
        directories.get(arm).finish(summary);
    }

    /** Writes the summary of all. */
    void finish(ObjectNode summary) throws IOException {
        whole.finish(summary);
    }

    @Override
    public void close() {
        opened.close();
    }
}
