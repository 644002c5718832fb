package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ttt4j.integration.Launch.Running;

/** Dynamic evaluation with the bundled model, as a user meets it. */
class StreamIT {

    /** Learns what it reads; killed in the midst, it ends with the same numbers and the same log. */
    @Test
    void aKilledStreamGoesOnWithTheSameNumbers() throws IOException {
        Natives.need("tf");
        Path work = Samples.directory("stream");
        Path text = Files.writeString(work.resolve("text.txt"), text());
        JsonNode whole =
                stream(text, work.resolve("whole")).words("--json").succeed().json();
        assertThat(whole.at("/online/bits").doubleValue())
                .isLessThan(0.95 * whole.at("/static/bits").doubleValue());
        Path out = work.resolve("out");
        Path log = out.resolve("segments.jsonl");
        try (Running running = stream(text, out).start()) {
            running.until(() -> snapshots(out) > 0 && lines(log) > 6)
                    .signal("KILL")
                    .await();
        }
        Launch.Outcome resumed = stream(text, out).words("--json").succeed();
        assertThat(resumed.err()).contains("going on after");
        for (String field : List.of("static", "online", "segments", "updates", "documents")) {
            assertThat(resumed.json().get(field)).as(field).isEqualTo(whole.get(field));
        }
        assertThat(log).hasSameTextualContentAs(work.resolve("whole").resolve("segments.jsonl"));
        Launch.ttt("stream", "check", out).succeed();
    }

    /** The settings of the stream itself, which name the file that is to be made, and adapters that change nothing yet. */
    @Test
    void statisticsAreCollectedWithTheSettingsOfTheStream() throws IOException {
        Natives.need("tf");
        Path work = Samples.directory("stream-prepare");
        Path text = Files.writeString(work.resolve("text.txt"), text());
        Path statistics = work.resolve("rms.statistics");
        Object[] settings = {
            "--adaptation",
            "lora",
            "--optimizer",
            "rms",
            "--threads",
            "1",
            "--set",
            "ttt.trainer.tensorflow.rms-statistics=" + statistics
        };
        JsonNode prepared = Launch.ttt(
                        "stream", "prepare", "--data", text, "--out", statistics, "--tokens", "300", "--json")
                .words(settings)
                .succeed()
                .json();
        assertThat(prepared.get("tokens").intValue()).isEqualTo(300);
        JsonNode read = Launch.ttt("stream", "--data", text, "--learning-rate", "1e-5", "--json")
                .words(settings)
                .succeed()
                .json();
        assertThat(read.at("/online/bits").doubleValue())
                .isNotEqualTo(read.at("/static/bits").doubleValue());
    }

    private static Launch stream(Path text, Path out) {
        return Launch.ttt("stream", "--data", text, "--out", out, "--learning-rate", "4e-4", "--threads", "1")
                .words("--set", "ttt.stream.snapshot-segments=4");
    }

    private static String text() throws IOException {
        List<String> lines = Files.readAllLines(Samples.corpus());
        return String.join("\n", lines.subList(0, Math.min(3, lines.size())));
    }

    private static long snapshots(Path out) {
        Path directory = out.resolve("snapshots");
        try (Stream<Path> files = Files.isDirectory(directory) ? Files.list(directory) : Stream.empty()) {
            return files.filter(file -> file.toString().endsWith(".state")).count();
        } catch (IOException changedUnderWay) {
            return 0;
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            return lines.count();
        } catch (IOException changedUnderWay) {
            return 0;
        }
    }
}
