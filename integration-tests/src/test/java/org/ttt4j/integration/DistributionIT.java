package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.integration.Launch.Outcome;
import org.ttt4j.integration.Launch.Running;

/** The archives as users get them, and the whole path through the packaged commands on every Java of this machine. */
class DistributionIT {

    static Collection<Path> jdks() {
        return Jdks.all();
    }

    @Test
    void bothArchivesHoldTheSame() throws IOException {
        Path zip = Distribution.unpack("zip", Samples.directory("from zip"));
        assertThat(files(zip))
                .isEqualTo(files(Distribution.home()))
                .contains("LICENSE", "NOTICE", "README.md", "bin/ttt", "bin/common.sh", "conf/application.conf");
        assertThat(Files.isExecutable(zip.resolve("bin/ttt"))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void saysItsVersionAndNothingElse(Path jdk) {
        Outcome outcome = Launch.ttt("--version").on(jdk).succeed();
        assertThat(outcome.out()).startsWith("ttt ").contains("Java " + Jdks.version(jdk) + ".");
        assertThat(outcome.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void everyBackendIsListedAndOpens(Path jdk) {
        Natives.need("onnx", "faiss", "tf");
        Outcome outcome = Launch.ttt("backends", "--probe").on(jdk).succeed();
        assertThat(outcome.out())
                .contains("onnx", "hash", "faiss", "exact", "nn", "sift", "tensorflow", "bytes")
                .contains("org.ttt4j.embed.onnx", "org.ttt4j.index.faiss", "org.ttt4j.train.tf");
        assertThat(outcome.err()).as("warnings of the JVM").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theWholePath(Path jdk) throws IOException {
        Natives.need("onnx", "faiss", "tf");
        Path work = Samples.directory("the whole path on " + Jdks.version(jdk));
        Path corpus = work.resolve("corpus.jsonl.gz");
        Path index = work.resolve("index");
        quiet(Launch.ttt(
                        "corpus",
                        "build",
                        "--from",
                        Distribution.REPOSITORY.resolve("ttt-api/src/main"),
                        "--out",
                        corpus)
                .on(jdk));
        quiet(Launch.ttt("index", "build", "--corpus", corpus, "--out", index).on(jdk));
        assertThat(quiet(Launch.ttt("index", "info", index).on(jdk)).out()).contains("faiss", "384");

        JsonNode found = quiet(Launch.ttt("index", "search", index, "progress and cancellation", "-k", 3, "--json")
                        .on(jdk))
                .json();
        assertThat(found.findValues("similarity")).hasSize(3);
        assertThat(found.toString()).contains("RunControl");

        JsonNode adapted = quiet(Launch.ttt(
                                "adapt", "--index", index, "--model", Samples.model(), "--neighbors", 5, "--json")
                        .words("--prompt", "public record Neighbour(long id, float similarity) {", "--generate", 4)
                        .on(jdk))
                .json();
        assertThat(adapted.get("selection")).hasSize(5);
        assertThat(adapted.get("steps")).isNotEmpty();
        assertThat(fields(adapted)).contains("selection", "steps", "score", "seconds", "manifest");
        JsonNode score = adapted.get("score");
        assertThat(fields(score.get("before"))).contains("bits", "bytes", "tokens", "bits_per_byte");
        assertThat(score.at("/after/bits_per_byte").asDouble())
                .isLessThan(score.at("/before/bits_per_byte").asDouble())
                .isCloseTo(
                        score.at("/after/bits").asDouble()
                                / score.at("/after/bytes").asDouble(),
                        within(1e-9));
        assertThat(fields(adapted.get("seconds"))).contains("embed", "search", "select", "train", "score", "reset");
    }

    @Test
    void evaluationCountsEveryDocument() {
        Natives.need("onnx", "faiss", "tf");
        Path out = Samples.directory("evaluation").resolve("out");
        JsonNode summary = Launch.ttt("eval", "--index", Samples.index(), "--model", Samples.model())
                .words("--data", Samples.corpus(), "--limit", 4, "--neighbors", "0,1,3", "--out", out, "--json")
                .succeed()
                .json();
        assertThat(summary.get("documents").asInt()).isEqualTo(4);
        assertThat(summary.get("failures").asInt()).isZero();
        assertThat(summary.get("neighbors").toString()).isEqualTo("[0,1,3]");
        assertThat(summary.at("/bits_per_byte/all")).hasSize(3);
        assertThat(fields(summary)).contains("percent_of_base", "interval_90", "seconds", "manifest");
    }

    @Test
    void twoFirstStartsShareOneCacheOfNativeLibraries() {
        Natives.need("tf", "faiss");
        Path cache = Samples.directory("empty-cache");
        List<Running> started = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            started.add(Launch.ttt("backends", "--probe", "--json")
                    .with("TTT_JAVA_OPTS", "-Dorg.bytedeco.javacpp.cachedir=" + cache.getFileName())
                    .start());
        }
        for (Running one : started) {
            try (one) {
                Outcome outcome = one.await();
                assertThat(outcome.exit()).as(outcome.toString()).isZero();
                assertThat(outcome.json().get("backends")).isNotEmpty().allSatisfy(backend -> assertThat(
                                backend.get("status").asText())
                        .as(backend.toString())
                        .isEqualTo("opens"));
            }
        }
        assertThat(cache).isNotEmptyDirectory();
    }

    @Test
    void aHalfWrittenNativeLibraryIsUnpackedAnew() throws IOException {
        Natives.need("tf");
        Path cache = Samples.directory("torn-cache");
        Launch.ttt("backends", "--probe").succeed(); // fills the cache that the tests share
        try (Stream<Path> unpacked = Files.walk(Distribution.WORK.resolve("natives"))) {
            Path whole = unpacked.filter(file -> file.endsWith("libtensorflow_cc.so.2"))
                    .findFirst()
                    .orElseThrow();
            Path copy = cache.resolve(
                    Distribution.WORK.resolve("natives").relativize(whole).toString());
            Files.createDirectories(copy.getParent());
            Files.createLink(copy, whole);
            byte[] needed = Files.readAllBytes(whole.resolveSibling("libtensorflow_framework.so.2"));
            Files.write(copy.resolveSibling("libtensorflow_framework.so.2"), Arrays.copyOf(needed, needed.length / 2));
        }
        JsonNode listed = Launch.ttt("backends", "--probe", "--json")
                .with("TTT_JAVA_OPTS", "-Dorg.bytedeco.javacpp.cachedir=" + cache.getFileName())
                .succeed()
                .json();
        assertThat(listed.get("backends"))
                .allSatisfy(backend -> assertThat(backend.get("status").asText())
                        .as(backend.toString())
                        .isEqualTo("opens"));
    }

    @Test
    void textsThatAreNotAsciiArriveWithoutALocale() {
        Outcome outcome = Launch.ttt("index", "search", Samples.index(), "größe 数 🙂", "-k", 1, "--json")
                .with("LC_ALL", "C")
                .with("LANG", "C")
                .succeed();
        assertThat(outcome.out()).contains("größe 数 🙂");
    }

    @Test
    void theExampleOfAConfigurationIsOne() {
        Launch.ttt("config", "--config", Distribution.home().resolve("conf/application.conf"))
                .succeed();
    }

    @Test
    void aBrokenJavaHomeIsPassedOver() {
        Launch.ttt("--version").with("JAVA_HOME", "/nonexistent").succeed();
    }

    private static Outcome quiet(Launch launch) {
        Outcome outcome = launch.succeed();
        assertThat(outcome.err())
                .as(outcome.toString())
                .doesNotContain("Unknown module", "restricted method", "terminally deprecated", "Exception");
        return outcome;
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
