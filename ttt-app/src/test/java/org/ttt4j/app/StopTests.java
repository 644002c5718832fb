package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTests {

    @Test
    void onlyTheFirstRequestCounts() {
        Stop stop = new Stop();
        AtomicInteger told = new AtomicInteger();
        stop.onRequest(told::incrementAndGet);
        stop.check();
        assertThat(stop.request(130)).isTrue();
        assertThat(stop.request(143)).isFalse();
        assertThat(stop.exitCode()).isEqualTo(130);
        assertThat(told).hasValue(1);
        stop.onRequest(told::incrementAndGet);
        assertThat(told).hasValue(2);
        assertThatThrownBy(stop::check).isInstanceOf(CancellationException.class);
    }

    @Test
    void aStoppedCommandEndsWithTheSignalsCodeAndLeavesNothing(@TempDir Path directory) throws Exception {
        Path corpus = Corpora.write(directory.resolve("c.jsonl"), 20);
        for (int code : new int[] {130, 143}) {
            Stop stop = new Stop();
            stop.request(code);
            CommandRun.of(
                            stop,
                            "index",
                            "build",
                            "--corpus",
                            corpus,
                            "--out",
                            directory.resolve("i"),
                            "--set",
                            "ttt.embedder.use=hash",
                            "--set",
                            "ttt.index.use=exact")
                    .failed(code, "ttt: stopped");
            CommandRun.of(stop, "corpus", "build", "--from", corpus, "--out", directory.resolve("d.jsonl"))
                    .failed(code, "ttt: stopped");
            assertThat(directory).isDirectoryContaining("glob:**/c.jsonl");
            assertThat(directory.toFile().list()).hasSize(1);
        }
    }
}
