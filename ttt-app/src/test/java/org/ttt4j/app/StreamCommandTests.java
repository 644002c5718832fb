package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.store.DirectoryLock;

class StreamCommandTests {

    private static final String POEM = "The tide comes in, the tide goes out, and what it wrote it reads aloud.\n";
    private static final String CODE = "for (int i = 0; i < n; i++) { sum += values[i] * values[i]; } // sum\n";

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String line(String text) {
        return Json.MAPPER.createObjectNode().put("text", text).toString() + "\n";
    }

    private static CommandRun stream(Object... words) {
        List<Object> all = new ArrayList<>(List.of("stream", "--set", "ttt.trainer.bytes.buckets=512"));
        all.addAll(List.of(words));
        return CommandRun.pure(all.toArray());
    }

    /** With standard input; the stop may be requested by the stream itself. */
    private static CommandRun piped(Stop stop, InputStream in, Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(CommandRun.PURE_JAVA);
        all.addAll(List.of("stream", "--set", "ttt.trainer.bytes.buckets=512", "--data", "-"));
        for (Object word : words) {
            all.add(word.toString());
        }
        int code = Main.run(
                all,
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                stop);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void comparesWithTheModelThatLearnsNothing() throws IOException {
        Path text = file("poem.txt", POEM.repeat(20));
        JsonNode json = stream("--data", text, "--json").json();
        assertThat(json.at("/online/bits_per_byte").doubleValue())
                .isLessThan(json.at("/static/bits_per_byte").doubleValue());
        assertThat(json.at("/percent_of_static").doubleValue()).isLessThan(80);
        assertThat(json.at("/static/bytes").intValue()).isEqualTo(20 * POEM.length());
        assertThat(json.get("segments").intValue()).isEqualTo((20 * POEM.length() + 63) / 64);
        assertThat(json.get("updates")).isEqualTo(json.get("segments"));
        assertThat(json.at("/seconds/online").doubleValue()).isPositive();
        assertThat(json.at("/online/flops").doubleValue())
                .isGreaterThan(json.at("/static/flops").doubleValue());
        assertThat(json.at("/manifest/model/fingerprint").textValue()).hasSize(64);
        JsonNode alone = stream("--data", text, "--no-static", "--json").json();
        assertThat(alone.has("static")).isFalse();
        assertThat(alone.get("online")).isEqualTo(json.get("online"));
        assertThat(stream("--data", text).succeeded().out())
                .contains("static", "online", "% of static", "segments of 1 documents");
    }

    @Test
    void readsTheSameTextInWhateverFormItComes() throws IOException {
        String text = POEM.repeat(8).strip();
        JsonNode plain = stream("--data", file("a.txt", text), "--json").json().get("online");
        assertThat(stream("--data", file("a.jsonl", line(text)), "--json")
                        .json()
                        .get("online"))
                .isEqualTo(plain);
        Path packed = directory.resolve("a.jsonl.gz");
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            gzip.write(line(text).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(stream("--data", packed, "--json").json().get("online")).isEqualTo(plain);
        assertThat(piped(new Stop(), bytes(text), "--json").json().get("online"))
                .isEqualTo(plain);
        assertThat(piped(new Stop(), bytes(line(text)), "--json").json().get("online"))
                .isEqualTo(plain);
        assertThat(piped(new Stop(), bytes(line(text)), "--format", "text", "--json")
                        .json()
                        .at("/online/bytes")
                        .intValue())
                .isEqualTo(line(text).length());
    }

    @Test
    void aLearningRateOfZeroIsStaticToTheLastBit() throws IOException {
        Path text = file("two.jsonl", line(POEM.repeat(4)) + line(CODE.repeat(4)));
        JsonNode json = stream("--data", text, "--learning-rate", "0", "--json").json();
        assertThat(json.at("/online/bits")).isEqualTo(json.at("/static/bits"));
        assertThat(json.get("updates").intValue()).isPositive();
        assertThat(json.get("documents").intValue()).isEqualTo(2);
    }

    /** Stopped again and again, it ends with the numbers and with the log of a run that was never stopped. */
    @Test
    void goesOnWithTheSameNumbers() throws IOException {
        Path text = file("two.jsonl", line(POEM.repeat(6)) + line(CODE.repeat(6)));
        Path whole = directory.resolve("whole");
        JsonNode wanted = stream("--data", text, "--out", whole, "--json").json();
        Path out = directory.resolve("out");
        int stops = 0;
        CommandRun run;
        do {
            Stop stop = new Stop();
            int after = ++stops * 3;
            Thread watcher = new Thread(() -> stopAfter(stop, out.resolve("segments.jsonl"), after));
            watcher.start();
            run = CommandRun.of(stop, stopped(text, out));
            stop.request(1);
            join(watcher);
        } while (run.code() != 0 && stops < 100);
        JsonNode found = stream("--data", text, "--out", out, "--json").json();
        for (String name : List.of("static", "online", "segments", "updates", "resets", "documents")) {
            assertThat(found.get(name)).as(name).isEqualTo(wanted.get(name));
        }
        assertThat(out.resolve("segments.jsonl")).hasSameTextualContentAs(whole.resolve("segments.jsonl"));
        assertThat(CommandRun.of("stream", "check", out).succeeded().out()).contains("scored before it was learned");
    }

    private static Object[] stopped(Path text, Path out) {
        List<Object> words = new ArrayList<>(CommandRun.PURE_JAVA);
        words.addAll(List.of("stream", "--set", "ttt.trainer.bytes.buckets=512", "--data", text, "--out", out));
        return words.toArray();
    }

    private static void stopAfter(Stop stop, Path log, int lines) {
        while (stop.exitCode() == 0) {
            try {
                if (Files.exists(log) && Files.readAllLines(log).size() >= lines) {
                    stop.request(130);
                }
                Thread.sleep(1);
            } catch (IOException | InterruptedException again) {
                // the log is being cut, or the test ends
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** A kill leaves lines that the snapshot does not know, and the last of them may be cut. */
    @Test
    void linesBehindTheSnapshotAreWrittenAnew() throws IOException {
        Path text = file("poem.txt", POEM.repeat(6));
        Path out = directory.resolve("out");
        Object[] words = {"--data", text, "--out", out, "--set", "ttt.stream.snapshot-segments=2", "--json"};
        JsonNode wanted = stream(words).json();
        Path log = out.resolve("segments.jsonl");
        String all = Files.readString(log);
        Files.writeString(log, all + "{\"segment\":7,\"docu");
        assertThat(stream(words).json().get("online")).isEqualTo(wanted.get("online"));
        assertThat(log).hasContent(all);
        Files.writeString(log, all.substring(0, 100));
        stream(words).failed(1, log.toString(), "has fewer than the 7 lines");
    }

    @Test
    void refusesTheDirectoryOfAnotherRun() throws IOException {
        Path text = file("poem.txt", POEM);
        Path out = directory.resolve("out");
        stream("--data", text, "--out", out).succeeded();
        stream("--data", text, "--out", out, "--segment", "32")
                .failed(1, "holds another stream", "ttt.stream.segment = 64", "ttt.stream.segment = 32");
        stream("--data", file("other.txt", POEM), "--out", out).failed(1, "holds another stream", "data = ");
        Files.writeString(text, CODE + POEM);
        stream("--data", text, "--out", out).failed(1, "found another text in the first 2 segments");
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("mine"), "");
        stream("--data", text, "--out", full).failed(1, "holds files of something else", "stream");
    }

    @Test
    void aDirectoryIsOnlyTakenByARunThatBeginsAndByOneAtATime() throws IOException {
        Path text = file("poem.txt", POEM.repeat(20));
        Path out = directory.resolve("out");
        stream("--data", text, "--out", out, "--segment", "100000").failed(2, "segment");
        stream("--data", file("empty.txt", ""), "--out", out).failed(1, "empty.txt: holds no text");
        stream("--data", file("empty.jsonl", "\n\n"), "--out", out).failed(1, "empty.jsonl: holds no text");
        stream("--data", directory.resolve("none.txt"), "--out", out).failed(1, "none.txt: no such file");
        assertThat(out).doesNotExist();
        stream("--data", text, "--out", out).succeeded();
        try (DirectoryLock lock = DirectoryLock.take(out, "stream")) {
            assertThat(lock).isNotNull();
            stream("--data", text, "--out", out).failed(1, "is being changed by process", "ttt stream");
        }
    }

    @Test
    void saysWhatIsWrongWithTheInput() throws IOException {
        stream("--data", file("empty.txt", "")).failed(1, "empty.txt: holds no text");
        stream("--data", file("empty.jsonl", "\n\n")).failed(1, "empty.jsonl: holds no text");
        stream("--data", directory.resolve("none.txt")).failed(1, "none.txt: no such file");
        stream("--data", directory).failed(1, "is a directory");
        stream().failed(2, "found no --data");
        stream("--data", file("a.txt", "a"), "--format", "xml").failed(2, "found --format \"xml\"");
        stream("--data", file("a.txt", "a"), "--segment", "0").failed(2, "ttt.stream.segment", "\"0\"");
        stream("--data", file("a.txt", "a"), "--reset", "often").failed(2, "ttt.stream.reset", "never, document");
        stream("--data", file("a.txt", "a"), "--retrieve-every", "2").failed(2, "--retrieve-every without --index");
        stream("--data", file("a.txt", "a"), "--probe-every", "2").failed(2, "--probe-every without --probe");
        stream("--data", file("a.txt", "a"), "--set", "ttt.trainer.bytes.max-sessions=1")
                .failed(2, "found a trainer of one session, wanted two");
        JsonNode shorter = stream("--data", file("a.txt", "abc"), "--json").json();
        assertThat(shorter.get("segments").intValue()).isOne();
    }

    @Test
    void textThatIsNotUtf8IsSkippedOrRefused() throws IOException {
        Path text = directory.resolve("bad.txt");
        byte[] good = POEM.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(good);
        all.write(new byte[] {'x', (byte) 0xff, '\n'});
        all.write(good);
        Files.write(text, all.toByteArray());
        CommandRun run = stream("--data", text, "--json");
        assertThat(run.json().at("/online/bytes").intValue()).isEqualTo(2 * good.length);
        assertThat(run.err()).contains("skipped 1 line: 1 not UTF-8").contains("bad.txt:2");
        stream("--data", text, "--set", "ttt.corpus.on-bad-line=fail").failed(1, "bad.txt:2", "not UTF-8");
    }

    @Test
    void aStreamThatStallsCanBeStopped() throws IOException {
        try (PipedOutputStream to = new PipedOutputStream();
                PipedInputStream from = new PipedInputStream(to)) {
            to.write(POEM.getBytes(StandardCharsets.UTF_8));
            to.flush();
            Stop stop = new Stop();
            Thread later = new Thread(() -> {
                try {
                    Thread.sleep(300);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                stop.request(130);
            });
            later.start();
            CommandRun run = piped(stop, from);
            assertThat(run.code()).isEqualTo(130);
            assertThat(run.err()).contains("stopped").doesNotContain("\tat ");
        }
    }

    @Test
    void probesShowWhatIsForgotten() throws IOException {
        Path text = file("code.txt", CODE.repeat(10));
        Path probe = file("probe.jsonl", line(POEM) + line(POEM));
        Path out = directory.resolve("out");
        JsonNode json = stream("--data", text, "--probe", probe, "--probe-every", "4", "--out", out, "--json")
                .json();
        assertThat(json.at("/probe/before/bytes").intValue()).isEqualTo(2 * POEM.length());
        assertThat(json.at("/probe/after/bits")).isNotEqualTo(json.at("/probe/before/bits"));
        List<String> lines = Files.readAllLines(out.resolve("segments.jsonl"));
        assertThat(lines.get(3)).contains("\"probe\"");
        assertThat(lines.get(4)).doesNotContain("\"probe\"");
    }

    @Test
    void divergenceNamesTheLastGoodSnapshot() throws IOException {
        Path text = directory.resolve("known.txt");
        try (InputStream known = ClassLoader.getSystemResourceAsStream("org-ttt4j-testkit-base.txt")) {
            Files.write(text, known.readNBytes(3000));
        }
        Path out = directory.resolve("out");
        stream(
                        "--data",
                        text,
                        "--learning-rate",
                        "100",
                        "--out",
                        out,
                        "--set",
                        "ttt.stream.divergence=1",
                        "--set",
                        "ttt.stream.snapshot-segments=5")
                .failed(
                        1,
                        "stopped at segment",
                        "diverged: of late",
                        "the last good snapshot is " + out.resolve("snapshots"),
                        " segments",
                        "a lower --learning-rate and another --out");
    }

    @Test
    void aTrainerWithoutStatisticsSaysSo() throws IOException {
        CommandRun.pure("stream", "prepare", "--data", file("a.txt", POEM), "--out", directory.resolve("stats"))
                .failed(1, "no optimizer that needs statistics");
        assertThat(directory.resolve("stats")).doesNotExist();
    }

    @Test
    void theSameTextIsTheSameHoweverItsPathIsWritten() throws IOException {
        Path text = file("poem.txt", POEM.repeat(4));
        Path out = directory.resolve("out");
        stream("--data", text, "--out", out).succeeded();
        Path dotted = directory.resolve(".").resolve("poem.txt");
        assertThat(dotted.toString()).contains("/./");
        stream("--data", dotted, "--out", out).succeeded();
    }

    @Test
    void theProbeOfTheBaseOutlivesAnInterruption() throws IOException {
        Path text = file("code.txt", CODE.repeat(10));
        Path probe = file("probe.jsonl", line(POEM));
        Path out = directory.resolve("out");
        Object[] words = {"--data", text, "--no-static", "--probe", probe, "--out", out, "--json"};
        JsonNode first = stream(words).json();
        assertThat(first.at("/probe/before/bits").doubleValue()).isPositive();
        JsonNode again = stream(words).json(); // goes on from its last snapshot
        assertThat(again.get("probe")).isEqualTo(first.get("probe"));
    }

    /** A learned document that holds a passage far behind what was fetched when it was found. */
    @Test
    void aPassageThatARetrievedDocumentGaveAwayFailsTheCheck() throws IOException {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            sentences.add(
                    "In year " + (1000 + 37 * i) + " ship " + (i * i + 11) + " came with " + 7 * i + " barrels.\n");
        }
        String text = String.join("", sentences);
        StringBuilder corpus = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            corpus.append(line(CODE + "// part " + i));
        }
        corpus.append(line(String.join("", sentences.subList(700, 720))));
        corpus.append(line(String.join("", sentences.subList(205, 215)))); // just ahead of the first retrieval
        Path index = directory.resolve("index");
        CommandRun.pure("index", "build", "--corpus", file("corpus.jsonl", corpus.toString()), "--out", index)
                .succeeded();
        Path out = directory.resolve("out");
        Object[] words = {
            "--data", file("text.txt", text), "--index", index, "--retrieve-every", "130", "--out", out, "--json"
        };
        JsonNode json = stream(words).json();
        assertThat(json.get("leaked_segments").intValue()).isBetween(5, 20);
        JsonNode first = Json.MAPPER.readTree(
                Files.readAllLines(out.resolve("segments.jsonl")).get(130));
        assertThat(first.get("recalled")).hasSize(5).allSatisfy(id -> assertThat(id.intValue())
                .as("what is known to come is not learned")
                .isNotEqualTo(5));
        CommandRun.of("stream", "check", out)
                .failed(1, "found that document 4, which was retrieved and learned before, holds it");
        stream("--data", directory.resolve("text.txt"), "--index", index, "--retrieve-every", "130")
                .succeeded();
    }

    @Test
    void documentsOfTheStreamsOwnSourceAreNotRetrieved() throws IOException {
        StringBuilder corpus = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            corpus.append("{\"text\": \"" + POEM.strip() + " Verse " + i + "\", \"meta\": {\"source\": \""
                    + (i < 6 ? "sea" : "land") + "\"}}\n");
        }
        Path index = directory.resolve("index");
        CommandRun.pure("index", "build", "--corpus", file("corpus.jsonl", corpus.toString()), "--out", index)
                .succeeded();
        String words =
                "What the waves have written all the stones will read at night, and so on, and so on. ".repeat(2);
        Path text = file("text.jsonl", "{\"text\": \"" + words + "\", \"meta\": {\"source\": \"sea\"}}\n");
        Path out = directory.resolve("out");
        Object[] same = {"--index", index, "--retrieve-every", "1", "--set", "ttt.exclude.same-source=true"};
        List<Object> all = new ArrayList<>(List.of("--data", text, "--out", out));
        all.addAll(List.of(same));
        stream(all.toArray()).succeeded();
        JsonNode second = Json.MAPPER.readTree(
                Files.readAllLines(out.resolve("segments.jsonl")).get(1));
        assertThat(second.get("recalled")).hasSize(5).allSatisfy(id -> assertThat(id.intValue())
                .isGreaterThan(5));
        all.set(1, file("nowhere.jsonl", line(words)));
        all.set(3, directory.resolve("nowhere"));
        stream(all.toArray()).failed(1, "same-source = true, but nothing says where the text comes from");
    }

    @Test
    void whatIsCompleteIsScoredWhileThePipeStalls() throws IOException {
        Path out = directory.resolve("out");
        try (PipedOutputStream to = new PipedOutputStream();
                PipedInputStream from = new PipedInputStream(to, 1 << 16)) {
            to.write(POEM.repeat(5).getBytes(StandardCharsets.UTF_8));
            to.flush();
            Stop stop = new Stop();
            Thread watcher = new Thread(() -> stopAfter(stop, out.resolve("segments.jsonl"), 5));
            watcher.start();
            CommandRun run = piped(stop, from, "--out", out);
            stop.request(1);
            join(watcher);
            assertThat(run.code()).isEqualTo(130);
            assertThat(run.err()).contains("stopped after 5 segments");
        }
    }

    @Test
    void aLogWithALeakIsRefused() throws IOException {
        Path out = directory.resolve("out");
        stream("--data", file("poem.txt", POEM.repeat(4)), "--out", out).succeeded();
        Path log = out.resolve("segments.jsonl");
        Files.writeString(
                log, Files.readString(log).replace("\"updates\":2,\"learned\":2", "\"updates\":3,\"learned\":3"));
        CommandRun.of("stream", "check", out).failed(1, "segment 2: found that steps had seen 3 segments");
    }

    /** Neighbours of the past help, and one that holds what comes is not among them. */
    @Test
    void learnsNeighboursOfThePast() throws IOException {
        StringBuilder corpus = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            corpus.append(line(i % 2 == 0 ? POEM + "Verse " + i : CODE + "// part " + i));
        }
        String text = POEM + "Then comes what nobody has seen before, line after line of it. ".repeat(3);
        corpus.append(line(text));
        Path index = directory.resolve("index");
        CommandRun.pure("index", "build", "--corpus", file("corpus.jsonl", corpus.toString()), "--out", index)
                .succeeded();
        Path out = directory.resolve("out");
        JsonNode json = stream(
                        "--data",
                        file("text.txt", text),
                        "--index",
                        index,
                        "--retrieve-every",
                        "1",
                        "--out",
                        out,
                        "--json")
                .json();
        assertThat(json.at("/seconds/recall").doubleValue()).isPositive();
        assertThat(json.at("/manifest/index/documents").intValue()).isEqualTo(31);
        List<String> lines = Files.readAllLines(out.resolve("segments.jsonl"));
        assertThat(lines.get(0)).as("nothing was read before it").doesNotContain("recalled");
        JsonNode second = Json.MAPPER.readTree(lines.get(1));
        assertThat(second.get("recalled")).hasSize(5);
        for (JsonNode id : second.get("recalled")) {
            assertThat(id.intValue()).isNotEqualTo(30);
        }
        assertThat(second.get("updates").intValue()).isEqualTo(1 + 5);
        CommandRun.of("stream", "check", out).succeeded();
    }
}
