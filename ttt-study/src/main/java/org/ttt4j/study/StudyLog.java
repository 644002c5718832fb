package org.ttt4j.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The results of a study, one line of JSON per arm, document and seed, on disk as soon as it is there. Opening it again
 * after a kill drops a last line that was not written whole, and nothing else. The owner of the directory sees to it that
 * only one process writes. Confined to one thread.
 */
public final class StudyLog implements AutoCloseable {

    /** Name of the file in a results directory. */
    public static final String FILE = "results.jsonl";

    private final Path file;
    private final FileChannel channel;
    private final List<StudyResult> results;
    private final Set<StudyResult.Key> keys = new HashSet<>();

    private StudyLog(Path file, FileChannel channel, List<StudyResult> results) {
        this.file = file;
        this.channel = channel;
        this.results = results;
        results.forEach(result -> keys.add(result.key()));
    }

    /**
     * Opens or makes the log of a directory, to go on behind what is there.
     *
     * @param directory of results; exists
     * @return a log that the caller closes
     * @throws IOException if a line before the last is damaged, or if it cannot be read or cut
     */
    public static StudyLog open(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        // At the end, wherever that is: nothing that another writer may have added is written over.
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try {
            Whole whole = parse(file);
            channel.truncate(whole.bytes());
            return new StudyLog(file, channel, whole.results());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Reads what is there and changes nothing; a run may be writing on.
     *
     * @param directory of results
     * @return oldest first
     * @throws IOException if there is no log or a line before the last is damaged, naming file and line
     */
    public static List<StudyResult> read(Path directory) throws IOException {
        return List.copyOf(parse(directory.resolve(FILE)).results());
    }

    /** All whole lines, and how long they are. */
    private record Whole(List<StudyResult> results, long bytes) {}

    private static Whole parse(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<StudyResult> results = new ArrayList<>();
        Set<StudyResult.Key> seen = new HashSet<>();
        int start = 0;
        int number = 1;
        for (int end = lineEnd(bytes, start); end >= 0; end = lineEnd(bytes, start)) {
            try {
                StudyResult result =
                        StudyJson.readResult(new String(bytes, start, end - start, StandardCharsets.UTF_8));
                if (!seen.add(result.key())) {
                    throw new IllegalArgumentException("found arm " + result.arm() + ", document " + result.document()
                            + ", seed " + result.seed() + " a second time");
                }
                results.add(result);
            } catch (IllegalArgumentException damaged) {
                if (end + 1 < bytes.length) {
                    throw new IOException(
                            file + ", line " + number + ": " + damaged.getMessage()
                                    + ", wanted one result per line; remove the line or use another directory",
                            damaged);
                }
                break; // a crash of the machine can leave a last line with its end but without its middle
            }
            start = end + 1;
            number++;
        }
        return new Whole(results, start);
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** {@return what the file holds, oldest first: a copy that does not grow} */
    public List<StudyResult> results() {
        return List.copyOf(results);
    }

    /**
     * {@return whether there is a line of this arm, document and seed, be it a score or a failure}
     *
     * @param key what is looked for
     */
    public boolean holds(StudyResult.Key key) {
        return keys.contains(key);
    }

    /**
     * Adds a result; it is on disk when this returns.
     *
     * @param result what came of an arm, a document and a seed that have no line yet
     * @throws IllegalArgumentException if there is one of that arm, document and seed
     * @throws IOException if the disk is full or gone; what was written in part is dropped by the next {@link #open}
     */
    public void append(StudyResult result) throws IOException {
        if (!keys.add(result.key())) {
            throw new IllegalArgumentException(
                    file + ": holds " + result.key() + " already, wanted a result that is not there yet");
        }
        ByteBuffer line = ByteBuffer.wrap((StudyJson.line(result) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException failed) { // what it says names no file
            throw new IOException(
                    file + ": " + failed.getMessage()
                            + "; the lines before are whole, and the same study goes on behind"
                            + " them once it can be written again",
                    failed);
        }
        results.add(result);
    }

    /** Closes the file; everything is on disk already. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
