package org.ttt4j.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the time of one run of a study was spent, a line of the file {@code timing.jsonl}. A run that was killed leaves none,
 * and what is here enters no other number of a report. Thread-safe.
 *
 * @param wallSeconds from opening the first model to the last result
 * @param sessions most that worked at the same time
 * @param sessionSeconds wall-clock seconds of all sessions together, working or not: what the run had to give
 * @param workSeconds of these, training and scoring
 */
public record StudyTiming(double wallSeconds, int sessions, double sessionSeconds, double workSeconds) {

    /** Name of the file in a results directory. */
    public static final String FILE = "timing.jsonl";

    /**
     * Refuses NaN and negative numbers.
     *
     * @param wallSeconds at least 0
     * @param sessions at least 1
     * @param sessionSeconds at least 0
     * @param workSeconds at least 0
     */
    public StudyTiming {
        if (!(wallSeconds >= 0) || sessions < 1 || !(sessionSeconds >= 0) || !(workSeconds >= 0)) {
            throw new IllegalArgumentException("found wallSeconds=" + wallSeconds + ", sessions=" + sessions
                    + ", sessionSeconds=" + sessionSeconds + ", workSeconds=" + workSeconds
                    + ", wanted at least one session and no negative time");
        }
    }

    /** {@return percent of the sessions' time that was neither training nor scoring; NaN where no time passed} */
    public double overheadPercent() {
        return 100 * Math.max(0, 1 - workSeconds / sessionSeconds);
    }

    /**
     * Adds this run to those before.
     *
     * @param directory of results
     * @throws IOException if it cannot be written
     */
    public void append(Path directory) throws IOException {
        Files.writeString(
                directory.resolve(FILE),
                StudyJson.line(this) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /**
     * Reads all runs; lines that cannot be read are left out, because no result depends on them.
     *
     * @param directory of results
     * @return oldest first; none for results of an earlier version
     * @throws IOException if there is a file that cannot be opened
     */
    public static List<StudyTiming> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        List<StudyTiming> all = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                parse(line).ifPresent(all::add);
            }
        }
        return List.copyOf(all);
    }

    /** Empty for a line that a full disk or a kill has cut off. */
    private static Optional<StudyTiming> parse(String line) {
        try {
            return Optional.of(StudyJson.read(line, StudyTiming.class));
        } catch (IllegalArgumentException cutOff) {
            return Optional.empty();
        }
    }
}
