package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Pretrainer;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** Pretraining: it learns, it resumes exactly, it refuses what is not its own, and its model opens. */
class TensorFlowPretrainerTests {

    private static final List<String> TEXTS = texts();
    private static final List<String> HELD_OUT = List.of("the cat saw 7 dogs and 8 birds", "the dog saw 3 cats");

    @TempDir
    private Path directory;

    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(NativeHandles.of("tensorflow").count()).isZero();
    }

    @Test
    void learnsAndWritesAModelThatOpens() {
        List<Progress.Pretrained> events = new ArrayList<>();
        RunControl control = RunControl.reportingTo(event -> events.add((Progress.Pretrained) event));
        Path out = directory.resolve("model");
        Score score = pretrain(plan(120, Duration.ZERO), "corpus", out, control);
        assertThat(score.bitsPerByte()).isLessThan(2.5); // uniform over the 260 ids would be about 5
        assertThat(score.bytes()).isEqualTo(48);
        assertThat(events).last().satisfies(event -> {
            assertThat(event.step()).isEqualTo(120);
            assertThat(event.fraction()).isEqualTo(1);
            assertThat(event.heldOutBitsPerByte()).isEqualTo(score.bitsPerByte());
        });
        assertThat(out).isDirectoryNotContaining(file -> file.toString().contains("checkpoint"));
        try (Trainer trainer = new TensorFlowTrainerProvider().open(Settings.of(Map.of("model", out.toString())));
                Trainer.Session session = trainer.begin(control)) {
            Score total = session.score(HELD_OUT, control).stream().reduce(Score.ZERO, Score::plus);
            // half precision on disk
            assertThat(total.bits()).isCloseTo(score.bits(), withinPercentage(0.1));
        }
    }

    @Test
    void aRunThatWasStoppedContinuesBitForBit() throws IOException {
        Path whole = directory.resolve("whole");
        Path stopped = directory.resolve("stopped");
        Score expected = pretrain(plan(12, Duration.ZERO), "bytes", whole, RunControl.silent());
        RunControl[] control = new RunControl[1];
        int[] events = {0};
        control[0] = RunControl.reportingTo(event -> {
            if (++events[0] == 5) {
                control[0].cancel();
            }
        });
        assertThatThrownBy(() -> pretrain(plan(12, Duration.ZERO), "bytes", stopped, control[0]))
                .isInstanceOf(CancellationException.class);
        assertThat(stopped.resolve(Checkpoint.FILE)).exists();
        assertThat(stopped.resolve(ModelDirectory.WEIGHTS)).doesNotExist();
        Score resumed = pretrain(plan(12, Duration.ZERO), "bytes", stopped, RunControl.silent());
        assertThat(resumed).isEqualTo(expected);
        assertThat(stopped.resolve(ModelDirectory.WEIGHTS))
                .hasSameBinaryContentAs(whole.resolve(ModelDirectory.WEIGHTS));
    }

    @Test
    void directoriesOfOthersAreRefused() throws IOException {
        Path finished = directory.resolve("finished");
        pretrain(plan(2, Duration.ZERO), "bytes", finished, RunControl.silent());
        assertThatThrownBy(() -> pretrain(plan(2, Duration.ZERO), "bytes", finished, RunControl.silent()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("wanted a new one");

        Path other = directory.resolve("other");
        RunControl cancelled = RunControl.silent();
        cancelled.cancel();
        assertThatThrownBy(() -> pretrain(plan(3, Duration.ZERO), "bytes", other, cancelled))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> pretrain(plan(4, Duration.ZERO), "bytes", other, RunControl.silent()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("another plan");

        byte[] checkpoint = Files.readAllBytes(other.resolve(Checkpoint.FILE));
        Files.write(other.resolve(Checkpoint.FILE), Arrays.copyOf(checkpoint, checkpoint.length / 2));
        assertThatThrownBy(() -> pretrain(plan(3, Duration.ZERO), "bytes", other, RunControl.silent()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void theTimeLimitEndsARun() {
        long before = System.nanoTime();
        pretrain(plan(0, Duration.ofMillis(1500)), "bytes", directory.resolve("timed"), RunControl.silent());
        assertThat(System.nanoTime() - before).isGreaterThan(1_500_000_000L);
    }

    @Test
    void emptyCorporaAreRefused() {
        Pretrainer pretrainer = new TensorFlowTrainerProvider()
                .openPretrainer(Settings.of(Map.of()))
                .orElseThrow();
        assertThatThrownBy(() -> pretrainer.pretrain(
                        plan(2, Duration.ZERO), List.of(), HELD_OUT, directory.resolve("e"), RunControl.silent()))
                .isInstanceOf(IllegalArgumentException.class);
        pretrainer.close();
    }

    @Test
    void theScheduleRisesThenFallsToItsFloor() {
        CosineSchedule schedule = new CosineSchedule(1e-3, 10, 0.05);
        assertThat(schedule.rate(0, 0)).isEqualTo(1e-4);
        assertThat(schedule.rate(9, 0)).isEqualTo(1e-3);
        assertThat(schedule.rate(500, 0.5)).isCloseTo(5.25e-4, within(1e-12));
        assertThat(schedule.rate(999, 1)).isCloseTo(5e-5, within(1e-12));
    }

    private static Score pretrain(Pretrainer.Plan plan, String tokenizer, Path out, RunControl control) {
        Settings settings = Settings.of(Map.of("pretrain-tokenizer", tokenizer, "threads", "1"));
        try (Pretrainer pretrainer =
                new TensorFlowTrainerProvider().openPretrainer(settings).orElseThrow()) {
            return pretrainer.pretrain(plan, TEXTS, HELD_OUT, out, control);
        }
    }

    private static Pretrainer.Plan plan(long steps, Duration time) {
        // a checkpoint after every step: each reports
        Duration often = steps > 20 || steps == 0 ? Duration.ofHours(1) : Duration.ZERO;
        return new Pretrainer.Plan(2, 16, 2, 24, 280, 4, steps, time, 1e-2, 10, 0.1, often, 42);
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        String[] animals = {"cat", "dog", "bird"};
        for (int i = 0; i < 60; i++) {
            texts.add("the " + animals[i % 3] + " saw " + i % 10 + " " + animals[i % 2] + "s and " + i % 7 + " "
                    + animals[(i + 1) % 3] + "s");
        }
        return texts;
    }
}
