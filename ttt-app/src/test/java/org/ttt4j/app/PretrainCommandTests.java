package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

class PretrainCommandTests {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"75m,4500", "1h30m,5400", "90s,90", "2h,7200", "1h1m1s,3661"})
    void timesAreReadAsWritten(String text, long seconds) {
        assertThat(PretrainOptions.duration("--time", text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "75", "m", "1.5h", "-3m", "1m1h", "99999999999s"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> PretrainOptions.duration("--time", text))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--time");
    }

    @Test
    void wholeSourcesAreHeldOut() throws IOException {
        Path file = directory.resolve("c.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            lines.append("{\"text\":\"f")
                    .append(i / 3)
                    .append(" p")
                    .append(i % 3)
                    .append("\",\"meta\":{\"source\":\"f")
                    .append(i / 3)
                    .append('#')
                    .append(i % 3)
                    .append("\"}}\n");
        }
        Files.writeString(file, lines);
        PretrainCorpus corpus = PretrainCorpus.read(
                List.of(file), Optional.empty(), 0.2, AppSettings.from(Settings.of(Map.of())), RunControl.silent());
        assertThat(corpus.training().size() + corpus.heldOut().size()).isEqualTo(300);
        assertThat(corpus.heldOut()).hasSizeBetween(20, 110);
        Set<String> held = new HashSet<>();
        corpus.heldOut().forEach(text -> held.add(text.substring(0, text.indexOf(' '))));
        assertThat(corpus.training()).noneMatch(text -> held.contains(text.substring(0, text.indexOf(' '))));
    }

    @Test
    void wrongInputIsOneSentence() throws IOException {
        Path corpus = Corpora.write(directory.resolve("c.jsonl"), 5);
        Path out = directory.resolve("model");
        CommandRun.pure("pretrain", "--corpus", corpus, "--out", out).failed(2, "--steps", "--time");
        CommandRun.pure("pretrain", "--corpus", corpus, "--out", out, "--steps", 1, "--width", 10, "--heads", 3)
                .failed(2, "width=10", "heads=3");
        CommandRun.pure("pretrain", "--corpus", corpus, "--out", out, "--steps", 1, "--heldout-share", 2)
                .failed(2, "--heldout-share 2.0");
        CommandRun.pure("pretrain", "--corpus", directory.resolve("none"), "--out", out, "--steps", 1)
                .failed(1, "none");
        CommandRun.pure("pretrain", "--corpus", corpus, "--heldout", corpus, "--out", out, "--steps", 1)
                .failed(1, "bytes", "from scratch");
        assertThat(out).doesNotExist();
    }
}
