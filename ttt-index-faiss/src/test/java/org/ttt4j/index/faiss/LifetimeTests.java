package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Who owns what for how long. */
class LifetimeTests {

    private final EmbeddingBatch vectors = Fixtures.vectors(500, 64, 1);

    @TempDir
    Path directory;

    @AfterEach
    void nothingStaysOpen() {
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    @Test
    void useAfterCloseSaysSo() {
        VectorIndex index = Fixtures.opened(directory, vectors, Metric.L2, Fixtures.settings());
        assertThat(NativeHandles.of("faiss").count()).isOne();
        VectorIndex.Reconstruction power =
                index.capability(VectorIndex.Reconstruction.class).orElseThrow();
        index.close();
        index.close();
        assertThatThrownBy(() -> index.search(vectors, 1, RunControl.silent()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("FaissIndex is closed");
        assertThatThrownBy(() -> power.reconstruct(new long[] {1}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("FaissIndex is closed");
    }

    @Test
    void closeWaitsForACallAndRefusesToWaitForItself() throws InterruptedException {
        FaissLibrary.load(FaissVariant.AUTO);
        FaissHandle handle = FaissHandle.make(4, "Flat", Metric.L2, "FaissIndex");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        Thread caller = new Thread(() -> handle.holding(() -> {
            try {
                handle.close();
            } catch (IllegalStateException e) {
                refusal.set(e);
            }
            inside.countDown();
            try {
                return leave.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        caller.start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        Thread closer = new Thread(handle::close);
        closer.start();
        closer.join(200);
        assertThat(closer.isAlive()).isTrue();
        assertThat(NativeHandles.of("faiss").count()).isOne();
        leave.countDown();
        closer.join(10_000);
        caller.join(10_000);
        assertThat(closer.isAlive()).isFalse();
        assertThat(refusal.get()).hasMessage("FaissIndex cannot be closed from inside one of its own calls");
    }

    /** 4,000 searches of 20 queries for 100 neighbours: one leaked array of answers each would be 96 MB. */
    @Test
    void memoryStaysFlat() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "needs /proc to measure resident memory");
        ChildJvm.Outcome outcome = ChildJvm.run(directory, MemoryChild.class, directory.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(number(outcome, "searching")).as("growth in kB").isLessThan(20_000);
        assertThat(number(outcome, "opening")).as("growth in kB").isLessThan(20_000);
        assertThat(number(outcome, "open")).isZero();
    }

    /** The JVM's exit runs C++ destructors while the searches go on. */
    @Test
    void exitingDuringSearchesDoesNotCrash() throws IOException, InterruptedException {
        ChildJvm.Outcome outcome = ChildJvm.run(directory, ExitChild.class, directory.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(7);
    }

    private static long number(ChildJvm.Outcome outcome, String name) {
        return outcome.output()
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome.output()));
    }
}
