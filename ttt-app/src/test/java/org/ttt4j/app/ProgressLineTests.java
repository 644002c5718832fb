package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Progress;

class ProgressLineTests {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    private ProgressLine line(boolean terminal) {
        return new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> now);
    }

    private void seconds(double later) {
        now += (long) (later * TimeUnit.SECONDS.toNanos(1));
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTerminalSeesOneLineThatIsRedrawnWithTheTimeLeft() {
        ProgressLine line = line(true);
        line.accept(new Progress.Advanced("embed", 0, 100));
        seconds(10);
        line.accept(new Progress.Advanced("embed", 25, 100));
        assertThat(shown())
                .endsWith("embed [######..................] 25/100 25% ETA 0:30 2.50/s")
                .doesNotContain("\n");
        int length = shown().length();
        seconds(0.01);
        line.accept(new Progress.Advanced("embed", 26, 100));
        assertThat(shown()).hasSize(length);
        line.clear();
        assertThat(shown()).matches("(?s).*\r +\r");
        seconds(4000);
        line.accept(new Progress.Advanced("embed", 50, 100));
        assertThat(shown()).endsWith("50/100 50% ETA 1:06:50 0.01/s");
    }

    @Test
    void aFileGetsAFewPlainLines() {
        ProgressLine line = line(false);
        for (int i = 0; i <= 100; i++) {
            line.accept(new Progress.Advanced("add", i, -1));
            seconds(1);
        }
        assertThat(shown().lines())
                .hasSizeBetween(5, 7)
                .allMatch(text -> text.matches("add \\d+ in \\d:\\d\\d 1.00/s"));
        assertThat(shown()).doesNotContain("\r");
    }

    @Test
    void shortWorkIsSilentInAFile() {
        ProgressLine line = line(false);
        line.accept(new Progress.Advanced("add", 0, 10));
        seconds(2);
        line.accept(new Progress.Advanced("add", 10, 10));
        line.clear();
        assertThat(shown()).isEmpty();
    }

    @Test
    void aStreamShowsItsBitsAndTheTimeLeft() {
        ProgressLine line = line(true);
        line.accept(new Progress.Streamed(3, 0.25, 2.5, Double.NaN, 100));
        assertThat(shown()).endsWith("segment 3 (25.0%), 2.5000 bits per byte, 100 tokens/s");
        seconds(60);
        line.accept(new Progress.Streamed(6, 0.5, 2.25, 3, 100));
        assertThat(shown())
                .endsWith("segment 6 (50.0%), 2.2500 bits per byte, 75.0% of static, 100 tokens/s, ETA 2:00");
        seconds(60);
        line.accept(new Progress.Streamed(7, Double.NaN, 2.25, 3, 100));
        assertThat(shown().strip()).endsWith("segment 7, 2.2500 bits per byte, 75.0% of static, 100 tokens/s");
    }

    @Test
    void heldOutScoresOfAPretrainingAreAlwaysKept() {
        ProgressLine line = line(true);
        line.accept(new Progress.Pretrained(10, 0.5, 3.25, 2.5, 1000));
        assertThat(shown()).isEqualTo("step 10 (50.0%), loss 3.2500, held out 2.5000 bits per byte, 1000 tokens/s\n");
        seconds(60);
        line.accept(new Progress.Pretrained(20, 0.75, 3, 2.25, 1000));
        assertThat(shown()).endsWith("1000 tokens/s, ETA 1:00\n");
    }
}
