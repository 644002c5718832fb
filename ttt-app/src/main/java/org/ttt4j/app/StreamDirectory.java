package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.ttt4j.api.OnlineSnapshots;
import org.ttt4j.store.Durable;

/**
 * The directory of a stream: {@code run.json} says what is read how, {@code segments.jsonl} what came of each segment,
 * {@code snapshots} holds what a killed run goes on from, {@code summary.json} appears at the end. A directory of another
 * run is refused. Thread-safe.
 *
 * @param directory of this run
 */
record StreamDirectory(Path directory) {

    /**
     * Makes the directory, or goes on in one of the same run.
     *
     * @param identity everything that decides the results, by name
     * @throws CommandException if the directory holds something else, naming the difference
     */
    static StreamDirectory open(Path directory, SortedMap<String, String> identity) throws IOException {
        EvaluationDirectory.claim(directory, "stream", identity);
        return new StreamDirectory(directory);
    }

    OnlineSnapshots snapshots() {
        return new OnlineSnapshots(directory.resolve("snapshots"));
    }

    /** The log with its first lines; the caller closes it. */
    SegmentLog log(long lines) throws IOException {
        return SegmentLog.open(logFile(), lines);
    }

    Path logFile() {
        return directory.resolve("segments.jsonl");
    }

    /** Writes the summary, whole or not at all. */
    void finish(ObjectNode summary) throws IOException {
        Durable.write(directory.resolve("summary.json"), Json.pretty(summary) + "\n");
    }
}
