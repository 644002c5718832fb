package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which tasks run, how many at a time, and what becomes of failures. */
@Timeout(60)
class WorkersTests {

    @Test
    void everyTaskRunsOnce() {
        try (Workers workers = new Workers(4)) {
            for (int tasks : new int[] {0, 1, 2, 3, 4, 5, 100}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
                workers.run(tasks, runs::incrementAndGet, () -> {});
                for (int i = 0; i < tasks; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void asManyTasksRunAtATimeAsThereAreWorkers() {
        try (Workers workers = new Workers(3)) {
            CyclicBarrier together = new CyclicBarrier(3);
            workers.run(
                    3,
                    i -> {
                        try {
                            together.await(30, TimeUnit.SECONDS);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    () -> {});
            assertThat(together.isBroken()).isFalse();
        }
    }

    @Test
    void aCallNeverWaitsForAnotherOnesTasks() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            CountDownLatch busy = new CountDownLatch(2);
            CountDownLatch free = new CountDownLatch(1);
            Thread first = new Thread(() -> workers.run(
                    2,
                    i -> {
                        busy.countDown();
                        await(free);
                    },
                    () -> {}));
            first.start();
            await(busy);
            AtomicInteger done = new AtomicInteger();
            workers.run(5, i -> done.incrementAndGet(), () -> {});
            assertThat(done).hasValue(5);
            free.countDown();
            first.join();
        }
    }

    @Test
    void theFirstFailureStopsTheRestAndIsThrownWhenNothingRuns() {
        try (Workers workers = new Workers(2)) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger started = new AtomicInteger();
            assertThatThrownBy(() -> workers.run(
                            1000,
                            i -> {
                                started.incrementAndGet();
                                running.incrementAndGet();
                                try {
                                    if (i == 3) {
                                        throw new IllegalArgumentException("task 3");
                                    }
                                } finally {
                                    running.decrementAndGet();
                                }
                            },
                            () -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("task 3");
            assertThat(running).hasValue(0);
            assertThat(started.get()).isLessThan(1000);
            assertThatThrownBy(() -> workers.run(
                            1,
                            i -> {
                                throw new OutOfMemoryError("planted");
                            },
                            () -> {}))
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void interruptsAreKeptForTheCaller() {
        try (Workers workers = new Workers(2)) {
            Thread.currentThread().interrupt();
            AtomicInteger done = new AtomicInteger();
            workers.run(50, i -> done.incrementAndGet(), () -> {});
            assertThat(done).hasValue(50);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void batchesHoldEveryTextOnceSortedByLength() {
        int[][] tokens = {new int[3], new int[0], new int[9], new int[3], new int[1], new int[9]};
        assertThat(Batches.of(Arrays.asList(tokens), 2).stream()
                        .map(Arrays::toString)
                        .toList())
                .containsExactly("[2, 5]", "[0, 3]", "[4]");
        assertThat(Batches.of(java.util.List.of(), 2)).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
