package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.store.Durable;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyLog;

/**
 * {@code kill -9} in the middle of a study: the same command goes on, loses at most what was in hand, and the summary is
 * that of a study that was never interrupted, byte for byte. Some kills here, many with {@code -Dttt.soak=true}.
 */
class StudyKillTests {

    private static final long TIMEOUT_SECONDS = 300;
    private static final String BODY = """
            vary { selector.use = [nn, sift, random] }
            baselines = [base, in-context, dynamic-evaluation]
            seeds = [1, 2]
            examples = 1
            parallelism = 2
            """;

    @TempDir
    private Path directory;

    private Path file;

    @Test
    void fewKills() throws Exception {
        killAndCompare(3);
    }

    @Test
    @EnabledIfSystemProperty(named = "ttt.soak", matches = "true", disabledReason = "takes minutes: -Dttt.soak=true")
    void manyKills() throws Exception {
        killAndCompare(20);
    }

    private void killAndCompare(int kills) throws Exception {
        StudyFiles.corpus(directory);
        file = StudyFiles.write(directory, directory.resolve("study.conf"), BODY);
        Path whole = directory.resolve("whole");
        StudyFiles.run(file, whole).succeeded();
        Path out = directory.resolve("out");
        Random random = new Random(kills);
        List<Integer> lines = new ArrayList<>();
        for (int killed = 0; killed < kills; ) {
            Process study = start(out);
            int before = lines(out);
            // At a random moment after a random number of further lines, so that each run gets somewhere.
            int wanted = before + random.nextInt(3);
            while (study.isAlive() && (!Files.exists(out.resolve(StudyLog.FILE)) || lines(out) < wanted)) {
                Thread.sleep(1);
            }
            if (study.waitFor(random.nextLong(20_000_000), TimeUnit.NANOSECONDS)) {
                assertThat(study.exitValue()).as(log()).isZero();
                demandSame(out, whole);
                Durable.delete(out); // it was faster than the kill: begin anew
                continue;
            }
            study.destroyForcibly().waitFor();
            killed++;
            lines.add(lines(out));
            if (Files.exists(out.resolve(StudyLog.FILE))) {
                assertThat(StudyLog.read(out)).hasSizeGreaterThanOrEqualTo(before); // nothing whole is lost
            }
        }
        Process last = start(out);
        assertThat(last.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as("%s; lines at kills: %s", log(), lines).isZero();
        demandSame(out, whole);
    }

    private static void demandSame(Path out, Path whole) throws IOException {
        assertThat(out.resolve(StudyDirectory.SUMMARY)).hasSameBinaryContentAs(whole.resolve(StudyDirectory.SUMMARY));
        assertThat(StudyExample.read(out)).isEqualTo(StudyExample.read(whole));
    }

    private static int lines(Path out) throws IOException {
        Path log = out.resolve(StudyLog.FILE);
        return Files.exists(log)
                ? (int) Files.readString(log).chars().filter(c -> c == '\n').count()
                : 0;
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private Process start(Path out) throws IOException {
        return OwnProcess.start(
                directory.resolve("log"),
                List.of(
                        "--set",
                        "ttt.embedder.use=hash",
                        "--set",
                        "ttt.index.use=exact",
                        "--set",
                        "ttt.trainer.use=bytes",
                        "study",
                        "run",
                        file.toString(),
                        "--out",
                        out.toString()));
    }
}
