package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyLogTests {

    private static final List<StudyResult> RESULTS = SampleStudy.results().subList(0, 60);

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        try (StudyLog log = StudyLog.open(directory)) {
            for (StudyResult result : RESULTS) {
                log.append(result);
            }
        }
    }

    @Test
    void whatIsReadIsWhatWasWrittenFailuresToo() throws IOException {
        assertThat(StudyLog.read(directory)).isEqualTo(RESULTS).anyMatch(StudyResult.Failed.class::isInstance);
    }

    /** Wherever the file ends, all whole lines are there and the log goes on behind them. */
    @Test
    void aTornLastLineIsDroppedAndNothingElse() throws IOException {
        Path file = directory.resolve(StudyLog.FILE);
        byte[] bytes = Files.readAllBytes(file);
        int lastLine = bytes.length - StudyJson.line(RESULTS.get(59)).length() - 1;
        for (int end : new int[] {lastLine, lastLine + 1, lastLine + 200, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, end));
            assertThat(StudyLog.read(directory)).isEqualTo(RESULTS.subList(0, 59));
            try (StudyLog log = StudyLog.open(directory)) {
                assertThat(log.holds(RESULTS.get(59).key())).isFalse();
                log.append(RESULTS.get(59));
            }
            assertThat(file).hasBinaryContent(bytes);
        }
    }

    @Test
    void aDamagedLineInTheMiddleIsNamed() throws IOException {
        Path file = directory.resolve(StudyLog.FILE);
        List<String> lines = Files.readAllLines(file);
        lines.set(3, lines.get(3).substring(10));
        Files.write(file, lines);
        assertThatThrownBy(() -> StudyLog.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("results.jsonl, line 4: cannot be read");
        assertThatThrownBy(() -> StudyLog.open(directory)).hasMessageContaining("line 4");
    }

    @Test
    void aResultIsThereOnce() throws IOException {
        try (StudyLog log = StudyLog.open(directory)) {
            assertThatThrownBy(() -> log.append(RESULTS.get(7)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("already");
        }
        Files.writeString(
                directory.resolve(StudyLog.FILE),
                StudyJson.line(RESULTS.get(0)) + "\n" + StudyJson.line(RESULTS.get(1)) + "\n",
                StandardOpenOption.APPEND);
        assertThatThrownBy(() -> StudyLog.read(directory)).hasMessageContaining("a second time");
    }

    @Test
    void numbersThatAreNoneSurvive() {
        StudyResult.Scored nn = (StudyResult.Scored)
                SampleStudy.result(SampleStudy.study().arm("nn").orElseThrow(), 3, 0);
        StudyResult.Scored read = (StudyResult.Scored) StudyJson.readResult(StudyJson.line(nn));
        assertThat(read.priorUncertainty()).isNaN();
        assertThat(read.picks().get(4).uncertainty()).isNaN();
        assertThat(read).isEqualTo(nn);
        assertThat(StudyJson.line(nn)).doesNotContain("NaN").contains("\"prior_uncertainty\":null");
    }

    @Test
    void impossibleNumbersAreRefusedInWords() {
        String line = StudyJson.line(RESULTS.get(0));
        assertThatThrownBy(() -> StudyJson.readResult(line.replaceFirst("\"bytes\":\\d+", "\"bytes\":0")))
                .hasMessageContaining("found bytes=0");
        assertThatThrownBy(() -> StudyJson.readResult(line.replaceFirst("\"bits\":[0-9.E]+", "\"bits\":null")))
                .hasMessageContaining("bits=NaN");
    }
}
