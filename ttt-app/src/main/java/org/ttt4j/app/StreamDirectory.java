package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.ttt4j.api.OnlineSnapshots;
import org.ttt4j.store.DirectoryLock;
import org.ttt4j.store.Durable;

/**
 * The directory of a stream: {@code run.json} says what is read how, {@code segments.jsonl} what came of each segment,
 * {@code snapshots} holds what a killed run goes on from, {@code summary.json} appears at the end. A directory of another
 * run is refused, and one that another process writes to. Thread-safe.
 *
 * @param directory of this run
 * @param lock held until this is closed
 */
record StreamDirectory(Path directory, DirectoryLock lock) implements AutoCloseable {

    private static final String LOG = "segments.jsonl";

    /**
     * Makes the directory, or goes on in one of the same run.
     *
     * @param identity everything that decides the results, by name
     * @throws CommandException if the directory holds something else, naming the difference
     * @throws org.ttt4j.store.StoreException if another process writes to it, naming that
     */
    static StreamDirectory open(Path directory, SortedMap<String, String> identity) throws IOException {
        EvaluationDirectory.claim(directory, "stream", identity);
        return new StreamDirectory(directory, DirectoryLock.take(directory, "stream"));
    }

    OnlineSnapshots snapshots() {
        return new OnlineSnapshots(directory.resolve("snapshots"));
    }

    /** The log with its first lines; the caller closes it. */
    SegmentLog log(long lines) throws IOException {
        return SegmentLog.open(logFile(directory), lines);
    }

    /** Where the log of a directory is. */
    static Path logFile(Path directory) {
        return directory.resolve(LOG);
    }

    /** Writes the summary, whole or not at all. */
    void finish(ObjectNode summary) throws IOException {
        Durable.write(directory.resolve("summary.json"), Json.pretty(summary) + "\n");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
