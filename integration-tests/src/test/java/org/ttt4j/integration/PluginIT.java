package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.integration.Launch.Outcome;

/** A third party's module, made from src/plugin against the API's jar and nothing else, and the program that gets it. */
class PluginIT {

    private static final Path WORK = Distribution.WORK.resolve("a third party");
    private static final Path PLUGINS = WORK.resolve("plug ins");

    @BeforeAll
    static void compile() throws IOException {
        Path classes = Files.createDirectories(WORK.resolve("classes"));
        Files.createDirectories(PLUGINS);
        List<String> words = new ArrayList<>(List.of("-Xlint:all", "-Werror", "--release", "17"));
        words.addAll(
                List.of("--module-path", Distribution.jars("ttt-api").get(0).toString()));
        words.addAll(List.of("-d", classes.toString()));
        try (Stream<Path> sources = Files.walk(Path.of("src/plugin/java"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(words::add);
        }
        tool("javac", words.toArray(String[]::new));
        tool("jar", "--create", "--file", PLUGINS.resolve("acme.jar").toString(), "-C", classes.toString(), ".");
    }

    @Test
    void itsBackendsAreListedWithTheirModule() {
        JsonNode listing =
                Launch.ttt("backends", "--json", "--plugins", PLUGINS).succeed().json();
        assertThat(listing.findValuesAsText("module")).contains("acme.ttt", "org.ttt4j.index.faiss");
        assertThat(listing.findValuesAsText("id")).contains("scan", "farthest", "faiss", "sift");
    }

    @Test
    void withoutTheDirectoryTheyAreUnknown() {
        Launch.ttt("index", "search", Samples.hashedIndex(), "query", "--set", "ttt.index.use=scan")
                .hashed()
                .run()
                .failedWith(2, "ttt.index.use", "scan", "exact", "faiss");
    }

    @Test
    void itsIndexAnswersLikeTheExactOne() {
        Outcome exact = search("--set", "ttt.index.use=exact");
        Outcome scan = search("--set", "ttt.index.use=scan", "--plugins", PLUGINS);
        assertThat(ids(scan)).hasSize(5).isEqualTo(ids(exact));
    }

    @Test
    void itsIndexIsBuilt() {
        Path directory = WORK.resolve("index of scan");
        Launch.ttt(
                        "index",
                        "build",
                        "--corpus",
                        Samples.corpus(),
                        "--out",
                        directory,
                        "--plugins",
                        PLUGINS,
                        "--set",
                        "ttt.index.use=scan")
                .hashed()
                .succeed();
        assertThat(directory.resolve("g1").resolve("scan").resolve("scan.f32")).isRegularFile();
    }

    @Test
    void itsSelectorChoosesAndReadsItsSetting() {
        JsonNode picks = Launch.ttt(
                        "adapt",
                        "--index",
                        Samples.hashedIndex(),
                        "--prompt",
                        "an index",
                        "--neighbors",
                        3,
                        "--candidates",
                        5,
                        "--json",
                        "--plugins",
                        PLUGINS,
                        "--set",
                        "ttt.selector.use=farthest",
                        "--set",
                        "ttt.selector.farthest.uncertainty=0.25")
                .light()
                .succeed()
                .json()
                .get("selection");
        List<Double> similarities = new ArrayList<>();
        picks.forEach(pick -> {
            similarities.add(pick.get("similarity").asDouble());
            assertThat(pick.get("uncertainty").asDouble()).isEqualTo(0.25);
        });
        assertThat(similarities).hasSize(3).isSorted();
    }

    @Test
    void aMistypedSettingOfItIsRefused() {
        Launch.ttt(
                        "adapt",
                        "--index",
                        Samples.hashedIndex(),
                        "--prompt",
                        "an index",
                        "--plugins",
                        PLUGINS,
                        "--set",
                        "ttt.selector.use=farthest",
                        "--set",
                        "ttt.selector.farthest.uncertain=0.25")
                .light()
                .run()
                .failedWith(2, "ttt.selector.farthest.uncertain");
    }

    private static Outcome search(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("index", "search", Samples.hashedIndex(), "how an index is searched", "-k", 5, "--json"));
        words.addAll(List.of(more));
        return Launch.ttt(words.toArray()).hashed().succeed();
    }

    private static List<String> ids(Outcome outcome) {
        return outcome.json().findValuesAsText("id");
    }

    private static void tool(String name, String... words) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int exit = ToolProvider.findFirst(name).orElseThrow().run(writer, writer, words);
        assertThat(exit).as("%s: %s", name, output).isZero();
    }
}
