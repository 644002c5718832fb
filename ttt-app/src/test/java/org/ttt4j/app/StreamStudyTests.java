package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamStudyTests {

    private static final String POEM = "The tide comes in, the tide goes out, and what it wrote it reads aloud.";
    private static final String CODE = "for (int i = 0; i < n; i++) { sum += values[i] * values[i]; } // sum";
    private static final String STUDY = """
            title = "Static & online"
            question = "Does it learn?"
            streams { domains = [poem, code], bytes = 1500 }
            axis { of = ARM, name = "learning rate", log = true }
            settings { ttt.stream { segment = 32, overlap = 16 } }
            arms = [
              { name = static, settings { ttt.stream.steps = 0 } }
              { name = "slow, steady", series = online, x = 0.1, settings { ttt.trainer.bytes.learning-rate = 0.1 } }
              { name = fast, series = online, x = 0.5, settings { ttt.trainer.bytes.learning-rate = 0.5 } }
            ]
            """;

    @TempDir
    private Path directory;

    private Path data() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            for (String[] one : new String[][] {{"poem", POEM}, {"code", CODE}}) {
                lines.append("{\"text\": \"" + one[1] + " " + i + "\", \"meta\": {\"pile_set_name\": \"" + one[0]
                        + "\"}}\n");
            }
        }
        return write("data.jsonl", lines.toString());
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private CommandRun study(String text, Object... more) {
        List<Object> words = new ArrayList<>(List.of("stream", "study", write("study.conf", text), "--data", data()));
        words.addAll(List.of("--out", directory.resolve("out"), "--set", "ttt.trainer.bytes.buckets=512"));
        words.addAll(List.of(more));
        return CommandRun.pure(words.toArray());
    }

    @Test
    void theOtherStudyCommandsNameThisOne() {
        Path file = write("study.conf", STUDY);
        CommandRun.pure("study", "run", file, "--out", directory.resolve("none"))
                .failed(2, "this is a study of streams, wanted `ttt stream study " + file);
        assertThat(directory.resolve("none")).doesNotExist();
        study(STUDY).succeeded();
    }

    @Test
    void theReportIsThatOfTheStudyEngine() throws IOException {
        JsonNode summary = study(STUDY, "--json").json();
        Path out = directory.resolve("out");
        Path page = out.resolve("report/index.html");
        assertThat(page)
                .content()
                .contains("Does it learn?", "slow, steady", "<svg", "To run it again:")
                .doesNotContain("<script");
        assertThat(out.resolve("report/report.md")).content().contains("(study.svg)", "| static |");
        assertThat(Files.readAllBytes(out.resolve("report/study.png"))).startsWith((byte) 0x89, (byte) 'P');
        assertThat(Files.readAllLines(out.resolve("report/summary.csv"))).hasSize(1 + 3);
        byte[] before = Files.readAllBytes(page);
        CommandRun.pure("study", "report", out).succeeded();
        assertThat(Files.readAllBytes(page)).isEqualTo(before);
        assertThat(summary.at("/arms/0/points")).isEmpty(); // a level
        assertThat(summary.at("/arms/2/points/0/1")).isEqualTo(summary.at("/arms/2/bits_per_byte"));
        Files.delete(out.resolve("summary.json"));
        CommandRun.pure("study", "report", out).failed(1, "has not come to its end");
        Files.writeString(out.resolve("summary.json"), "{}");
        CommandRun.pure("study", "report", out).failed(1, "summary.json", "\"axis\"");
    }

    @Test
    void comparesArmsOnTheSameStreams() throws IOException {
        JsonNode json = study(STUDY, "--json").json();
        assertThat(json.get("arms")).hasSize(3);
        JsonNode fixed = json.at("/arms/0");
        JsonNode fast = json.at("/arms/2");
        assertThat(fixed.get("percent_of_first").doubleValue()).isEqualTo(100);
        assertThat(fast.get("percent_of_first").doubleValue()).isLessThan(90);
        assertThat(fast.get("interval")).hasSize(2);
        assertThat(fast.get("flops_per_byte").doubleValue())
                .isEqualTo(3 * fixed.get("flops_per_byte").doubleValue());
        Path out = directory.resolve("out");
        List<String> csv = Files.readAllLines(out.resolve("study.csv"));
        assertThat(csv).hasSize(1 + 3 * 2);
        assertThat(csv.get(3)).startsWith("\"slow, steady\",online,0.1,poem,1500,");
        assertThat(study(STUDY).succeeded().out()).contains("Does it learn?", "% of static", "report: ");
    }

    /** The numbers are those of ttt stream on the same text. */
    @Test
    void anArmIsWhatTheStreamCommandDoes() {
        JsonNode arm = study(STUDY, "--json").json().at("/arms/2");
        StringBuilder bits = new StringBuilder();
        double all = 0;
        for (String domain : List.of(POEM, CODE)) {
            StringBuilder text = new StringBuilder(domain + " 0");
            for (int i = 1; i < 40; i++) {
                text.append("\n\n").append(domain).append(' ').append(i);
            }
            JsonNode stream = CommandRun.pure(
                            "stream",
                            "--data",
                            write("one.txt", text.substring(0, 1500)),
                            "--segment",
                            "32",
                            "--overlap",
                            "16",
                            "--learning-rate",
                            "0.5",
                            "--set",
                            "ttt.trainer.bytes.buckets=512",
                            "--json")
                    .json();
            all += stream.at("/online/bits").doubleValue();
            bits.append(stream.at("/online/bits"));
        }
        assertThat(arm.get("bits_per_byte").doubleValue()).as(bits.toString()).isEqualTo(all / 3000);
    }

    @Test
    void goesOnWhereItWas() throws IOException {
        JsonNode whole = study(STUDY, "--json").json();
        Path results = directory.resolve("out/results.jsonl");
        List<String> lines = Files.readAllLines(results);
        Files.writeString(
                results,
                String.join("\n", lines.subList(0, 2)) + "\n" + lines.get(2).substring(0, 20));
        JsonNode again = study(STUDY, "--json").json();
        for (int arm = 0; arm < 3; arm++) {
            for (String name : List.of("bits_per_byte", "percent_of_first", "interval")) {
                assertThat(again.at("/arms/" + arm).get(name))
                        .isEqualTo(whole.at("/arms/" + arm).get(name));
            }
        }
        assertThat(Files.readAllLines(results)).hasSameSizeAs(lines).startsWith(lines.get(0), lines.get(1));
        study(STUDY.replace("learning-rate = 0.5", "learning-rate = 0.6"))
                .failed(1, "holds another study", "found arm fast = ");
        study(STUDY.replace("x = 0.5", "x = 0.6")).succeeded(); // another place on the chart is no other result
        assertThat(Files.readAllLines(results)).hasSameSizeAs(lines);
    }

    /** A map in the order of its hashes, which differs from process to process, would make each another study. */
    @Test
    void settingsHaveOneOrderInAllProcesses() {
        String many = STUDY.replace("steps = 0", "steps = 0, segment = 8, overlap = 4, reset = never, context = 0")
                .replace("segment = 32, overlap = 16", "segment = 32, overlap = 16, update-every = 1, divergence = 3");
        StreamStudy study = StreamStudy.read(write("many.conf", many), 1);
        assertThat(List.copyOf(study.settings().keySet())).hasSize(4).isSorted();
        assertThat(List.copyOf(study.arms().get(0).settings().keySet()))
                .hasSize(5)
                .isSorted();
    }

    @Test
    void aStreamCanChangeItsDomain() throws IOException {
        String mixed = STUDY.replace("bytes = 1500", "bytes = 3000, change-every = 1000")
                .replace("ARM", "TOKENS");
        study(mixed, "--scale", "0.5").succeeded();
        List<String> csv = Files.readAllLines(directory.resolve("out/study.csv"));
        assertThat(csv.get(1)).startsWith("static,static,,mixture 1,1500,");
        StreamStudyData data =
                StreamStudyData.read(List.of(data()), AppSettings.from(org.ttt4j.api.Settings.of(java.util.Map.of())));
        StreamStudy study = StreamStudy.read(write("mixed.conf", mixed), 1);
        List<StreamStudyData.Stream> streams = data.streams(study);
        assertThat(streams.get(1).passages())
                .extracting(passage -> passage.document())
                .containsExactly("code", "poem", "code");
        assertThat(streams.get(1).passages().get(0).text())
                .isNotEqualTo(streams.get(1).passages().get(2).text());
        assertThat(data.prior(study, "poem", 500)).isEmpty(); // all of it is in the stream
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title = | ttl = | found the key \"ttl\"",
                "name = fast | name = static | found two arms \"static\"",
                "[poem, code] | [poem, prose] | found no documents of domain \"prose\"",
                "of = ARM | of = SOME | SOME",
                "bytes = 1500 | bytes = many | bytes",
                "steps = 0 | stops = 0 | ttt.stream.stops",
                "x = 0.5 | x = 0.5, prior = 200 | keeps its weights in memory"
            })
    void saysWhatIsWrongWithTheFile(String what, String instead, String words) {
        CommandRun run = study(STUDY.replace(what, instead));
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains(words).doesNotContain("internal error", "\tat ");
    }

    /** Each shipped study can be read, and all its keys are known. */
    @Test
    void theShippedStudiesAreWhole() throws IOException {
        Path studies = Path.of("..", "studies");
        try (Stream<Path> files = Files.list(studies)) {
            List<Path> all = files.filter(file -> file.getFileName().toString().startsWith("stream-"))
                    .toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(8);
            for (Path file : all) {
                StreamStudy study = StreamStudy.read(file, 1);
                for (StreamStudy.Arm arm : study.arms()) {
                    List<Shorthand> shorthands = new ArrayList<>();
                    study.settingsOf(arm).forEach((key, value) -> shorthands.add(new Shorthand("study", key, value)));
                    Configuration configuration = Configuration.load(
                            Registry.load(List.of()),
                            new ConfigurationSources(
                                    java.util.Optional.empty(),
                                    java.util.Map.of(),
                                    new java.util.Properties(),
                                    shorthands,
                                    List.of()));
                    StreamSettings.from(configuration.settings("ttt.stream"));
                }
            }
        }
    }
}
