package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.store.Durable;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyLog;
import org.ttt4j.study.StudyReport;

/** Ctrl-C and a disk that fills: one sentence, what is finished stays, and the same command goes on. */
class StudyInterruptionTests {

    /** Many arms, so that the summary, which compares all of them, is the largest file where documents are few. */
    private static final String BODY = """
            vary { selector.use = [nn, sift, mmr], trainer.bytes.learning-rate = [0.1, 0.2, 0.3, 0.4] }
            examples = 0
            """;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void study() throws IOException {
        StudyFiles.corpus(directory);
        file = StudyFiles.write(directory, directory.resolve("study.conf"), BODY);
    }

    @Test
    void anInterruptedStudyGoesOn() throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        CommandRun run;
        do { // a machine that is busy elsewhere may finish before anybody interrupts
            Durable.delete(out);
            Stop stop = new Stop();
            Thread watcher = new Thread(() -> interrupt(stop, out));
            watcher.start();
            run = StudyFiles.run(stop, file, out);
            stop.request(1);
            watcher.join();
        } while (run.code() == 0);
        int lines = StudyLog.read(out).size();
        assertThat(run.code()).isEqualTo(130);
        assertThat(run.err())
                .contains(lines + " of 108 lines are there; the same command goes on with the others")
                .doesNotContain("\tat ");
        assertThat(lines).isBetween(3, 107);
        assertThat(out.resolve(StudyDirectory.SUMMARY)).doesNotExist();
        assertThat(StudyFiles.run(file, out).succeeded().err()).contains(lines + " of 108 lines were there before");
        demandWhole(out);
    }

    private static void interrupt(Stop stop, Path out) {
        while (stop.exitCode() == 0) {
            try (Stream<String> lines = Files.lines(out.resolve(StudyLog.FILE))) {
                if (lines.count() >= 3) {
                    stop.request(130);
                }
            } catch (IOException notYet) {
                // there is no log before the first line
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void demandWhole(Path out) throws IOException {
        Path whole = directory.resolve("whole");
        StudyFiles.run(file, whole).succeeded();
        assertThat(out.resolve(StudyDirectory.SUMMARY)).hasSameBinaryContentAs(whole.resolve(StudyDirectory.SUMMARY));
    }

    /** What a full disk does, without one: no file may grow beyond a limit. */
    @Test
    void aFullDiskKeepsWhatIsWholeAndTheStudyGoesOn() throws Exception {
        Path out = directory.resolve("out");
        StudyFiles.write(directory, file, BODY + "data.sample.per-domain = 1");
        StudyFiles.run(file, out).succeeded();
        long results = Files.size(out.resolve(StudyLog.FILE));
        long summary = Files.size(out.resolve(StudyDirectory.SUMMARY));
        assertThat(summary).isGreaterThan(results + 4096);
        List<String> lines = Files.readAllLines(out.resolve(StudyLog.FILE));

        Files.delete(out.resolve(StudyDirectory.SUMMARY)); // no room for the summary
        limited((results + summary) / 2, "study", "run", file, "--out", out)
                .contains("summary.json", "large")
                .doesNotContain("\tat ");
        assertThat(out.resolve(StudyDirectory.SUMMARY)).doesNotExist();
        assertThat(Files.readAllLines(out.resolve(StudyLog.FILE))).isEqualTo(lines);

        Files.delete(out.resolve(StudyLog.FILE)); // nor for all results
        limited(results / 2, "study", "run", file, "--out", out)
                .contains("results.jsonl", "large", "the lines before are whole", "goes on behind")
                .doesNotContain("\tat ");
        int kept = StudyLog.read(out).size();
        assertThat(kept).isBetween(lines.size() / 4, lines.size() - 1);
        assertThat(Study.read(out).arms()).hasSize(12);

        StudyFiles.run(file, out).succeeded();
        assertThat(StudyLog.read(out)).hasSize(lines.size());
        demandWhole(out);

        CommandRun.of("study", "report", out).succeeded(); // nor for another report: the earlier one stays
        Path page = out.resolve(StudyReport.DIRECTORY).resolve(StudyReport.PAGE);
        byte[] before = Files.readAllBytes(page);
        limited(16 << 10, "study", "report", out).contains("report", "large").doesNotContain("\tat ");
        assertThat(page).hasBinaryContent(before);
        try (Stream<Path> entries = Files.list(out)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .noneMatch(name -> name.contains("report."));
        }
    }

    /** Runs where no file may be longer, and fails; gives what it said. */
    private AbstractStringAssert<?> limited(long bytes, Object... words) throws Exception {
        Path log = directory.resolve("log");
        Process process;
        try {
            process = OwnProcess.start(
                    log,
                    List.of("prlimit", "--fsize=" + bytes),
                    Stream.concat(Stream.of(words), StudyFiles.PURE.stream())
                            .map(Object::toString)
                            .toList());
        } catch (IOException noSuchProgram) {
            return Assumptions.abort("prlimit is not here: " + noSuchProgram.getMessage());
        }
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(said).isEqualTo(1);
        return assertThat(said);
    }
}
