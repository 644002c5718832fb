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
import org.ttt4j.api.RunControl;
import org.ttt4j.store.Durable;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.IndexWriter;
import org.ttt4j.store.Verify;

/**
 * {@code kill -9} in the middle of a build: the same command goes on, and what comes out does not depend on it. Some
 * kills here, many with {@code -Dttt.soak=true}.
 */
class BuildKillTests {

    private static final int COUNT = 8000;
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    private Path directory;

    private Path corpus;

    @Test
    void fewKills() throws Exception {
        killAndCompare(5, "plain");
    }

    @Test
    @EnabledIfSystemProperty(named = "ttt.soak", matches = "true", disabledReason = "takes minutes: -Dttt.soak=true")
    void manyKills() throws Exception {
        killAndCompare(50, "zstd");
    }

    private void killAndCompare(int kills, String texts) throws Exception {
        corpus = Corpora.write(directory.resolve("c.jsonl"), COUNT);
        Path whole = directory.resolve("whole");
        long span = uninterrupted(whole, texts);
        IndexManifest wanted = IndexManifest.read(whole);
        Random random = new Random(kills);
        Path out = directory.resolve("out");
        List<Long> resumedAt = new ArrayList<>();
        int killed = 0;
        while (killed < kills) {
            Process build = build(out, texts);
            awaitStart(build, out);
            if (build.waitFor(random.nextLong(span + 1), TimeUnit.NANOSECONDS)) {
                assertThat(build.exitValue()).as(log()).isZero();
                demandSame(out, wanted); // it was faster than the kill: begin anew
                Durable.delete(out);
                continue;
            }
            build.destroyForcibly().waitFor();
            killed++;
            if (Files.exists(out)) {
                IndexDirectory.open(out, Verify.OPEN, RunControl.silent()).close();
                demandSame(out, wanted);
                Durable.delete(out);
            } else if (Files.exists(IndexWriter.unfinished(out).resolve("g1"))) {
                resumedAt.add(documents(IndexWriter.unfinished(out).resolve("g1/progress.json")));
            }
        }
        if (!Files.exists(out)) {
            Process last = build(out, texts);
            assertThat(last.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue())
                    .as("%s; documents at kills: %s", log(), resumedAt)
                    .isZero();
        }
        demandSame(out, wanted);
        assertThat(out.resolveSibling("out.building")).doesNotExist();
        assertThat(out.resolve("g1").toFile().list()).doesNotContain("build.json", "progress.json");
    }

    /** Builds once and tells how long it took after the directory had appeared. */
    private long uninterrupted(Path out, String texts) throws Exception {
        Process build = build(out, texts);
        awaitStart(build, out);
        long start = System.nanoTime();
        assertThat(build.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(build.exitValue()).as(log()).isZero();
        return System.nanoTime() - start;
    }

    /** What the last checkpoint has. */
    private static long documents(Path progress) throws IOException {
        return Files.exists(progress)
                ? Json.MAPPER.readTree(progress.toFile()).path("documents").asLong()
                : 0;
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static void demandSame(Path out, IndexManifest wanted) {
        IndexManifest found = IndexManifest.read(out);
        assertThat(found.contentHash()).isEqualTo(wanted.contentHash());
        assertThat(found.files()).isEqualTo(wanted.files());
    }

    private static void awaitStart(Process build, Path out) throws InterruptedException {
        Path begun = IndexWriter.unfinished(out).resolve("g1/build.json");
        while (build.isAlive() && !Files.exists(begun) && !Files.exists(out)) {
            Thread.sleep(1);
        }
    }

    private Process build(Path out, String texts) throws IOException {
        List<String> command = new ArrayList<>(CommandRun.PURE_JAVA);
        command.addAll(List.of("--set", "ttt.index.checkpoint-seconds=0.3", "--set", "ttt.index.texts=" + texts));
        command.addAll(List.of("index", "build", "--corpus", corpus.toString(), "--out", out.toString()));
        return OwnProcess.start(directory.resolve("log"), command);
    }
}
