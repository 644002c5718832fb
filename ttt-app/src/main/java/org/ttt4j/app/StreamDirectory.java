package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.ttt4j.api.OnlineSnapshots;
import org.ttt4j.api.Score;
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
    private static final String PROBE = "probe.json";

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

    /** Keeps what the probe costs the base model: a run that goes on has no base model any more if that is not scored. */
    void keep(Score probeOfBase) throws IOException {
        Durable.write(directory.resolve(PROBE), Json.pretty(JsonNumber.of(probeOfBase)) + "\n");
    }

    /** What an earlier run kept of the probe. */
    Optional<Score> probeOfBase() throws IOException {
        Path file = directory.resolve(PROBE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SegmentJson.score(Json.MAPPER.readTree(Files.readString(file))));
        } catch (JsonProcessingException | IllegalArgumentException damaged) {
            throw CommandException.failed(
                    file + ": is not what this command writes; remove the directory or use another --out", damaged);
        }
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
