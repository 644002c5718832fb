package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** Sessions side by side on one base, and sessions that are closed while they work. */
class ParallelSessionsTests {

    private static final int SESSIONS = 4;

    private final RunControl silent = RunControl.silent();

    @Test
    void noMoreStepsAtOnceThanCoresForTheirThreads() {
        assertThat(SharedGraph.atOnce(16, 4, 0)).isEqualTo(4);
        assertThat(SharedGraph.atOnce(16, 5, 0)).isEqualTo(3);
        assertThat(SharedGraph.atOnce(2, 16, 0)).isEqualTo(1);
        assertThat(SharedGraph.atOnce(16, 4, 1)).isEqualTo(1);
        assertThat(SharedGraph.atOnce(16, 4, 9)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "lora"})
    void sessionsSideBySideComputeTheBitsOfSingleOnes(String adaptation) throws Exception {
        List<Outcome> alone;
        try (Trainer trainer = open(adaptation, 1)) {
            alone = IntStream.range(0, 3 * SESSIONS)
                    .mapToObj(number -> adapt(trainer, number))
                    .toList();
        }
        ExecutorService pool = Executors.newFixedThreadPool(SESSIONS);
        try (Trainer trainer = open(adaptation, SESSIONS)) {
            List<Future<Outcome>> running = IntStream.range(0, 3 * SESSIONS)
                    .mapToObj(number -> pool.submit(() -> adapt(trainer, number)))
                    .toList();
            List<Outcome> together = new ArrayList<>();
            for (Future<Outcome> outcome : running) {
                together.add(outcome.get());
            }
            assertThat(together).isEqualTo(alone);
            assertThat(together).doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "lora"})
    void closingWhileAStepRunsEndsTheWorkAndLeavesTheBase(String adaptation) throws Exception {
        long before = NativeHandles.of("tensorflow").count();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Trainer trainer = open(adaptation, 1)) {
            Outcome wanted = adapt(trainer, 0);
            for (int round = 0; round < 10; round++) {
                Trainer.Session session = trainer.begin(silent);
                CountDownLatch stepped = new CountDownLatch(1 + round % 3);
                RunControl control = RunControl.reportingTo(event -> {
                    if (event instanceof Progress.Stepped) {
                        stepped.countDown();
                    }
                });
                List<String> texts = List.of("Many steps, one after the other. ".repeat(400));
                Future<List<Step>> training = pool.submit(() -> session.train(new long[] {1}, texts, control));
                stepped.await();
                session.close();
                assertThat(adapt(trainer, 0)).isEqualTo(wanted); // in the slot that the other has just left
                assertThatThrownBy(training::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .hasRootCauseMessage("TensorFlowSession is closed");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(NativeHandles.of("tensorflow").count()).isEqualTo(before);
    }

    private record Outcome(List<Double> losses, List<Score> scores) {}

    private Outcome adapt(Trainer trainer, int number) {
        List<String> texts = List.of(
                "Text number " + number + ", which no other session sees. ".repeat(3 + number % 3), "Shared by all.");
        try (Trainer.Session session = trainer.begin(silent)) {
            List<Double> losses = session.train(new long[] {1, 2}, texts, silent).stream()
                    .map(Step::loss)
                    .toList();
            return new Outcome(losses, session.score(texts, silent));
        }
    }

    private static Trainer open(String adaptation, int sessions) {
        return new TensorFlowTrainerProvider()
                .open(Settings.of(Map.of(
                        "model",
                        Golden.DIRECTORY.toString(),
                        "tokenizer",
                        "bytes",
                        "adaptation",
                        adaptation,
                        "learning-rate",
                        "0.01",
                        "max-sessions",
                        Integer.toString(sessions))));
    }
}
