package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Settings;
import org.ttt4j.store.OnBadLine;
import org.ttt4j.store.Verify;

class ConfigurationTests {

    @TempDir
    private Path directory;

    private static Configuration set(String... assignments) {
        return Configuration.load(Registry.load(List.of()), ConfigurationSources.of(List.of(assignments)));
    }

    @Test
    void defaultsInCodeAndInFileAgree() {
        AppSettings file = set().app();
        AppSettings code = AppSettings.from(Settings.of(Map.of()));
        assertThat(file).isEqualTo(code);
        assertThat(NearDuplicateSettings.from(set().settings("ttt.corpus")))
                .isEqualTo(NearDuplicateSettings.from(Settings.of(Map.of())));
        assertThat(StreamSettings.from(set().settings("ttt.stream")))
                .isEqualTo(StreamSettings.from(Settings.of(Map.of())));
        assertThat(file.neighbors()).isEqualTo(20);
        assertThat(file.candidates()).isEqualTo(200);
        assertThat(file.metric()).isEqualTo(Metric.INNER_PRODUCT);
    }

    @Test
    void strongerSourcesWin() throws Exception {
        Path file = Files.writeString(
                directory.resolve("my.conf"),
                "ttt { neighbors = 1, candidates = 1, index.verify = off, index.metric = l2 }");
        Properties properties = new Properties();
        properties.setProperty("ttt.neighbors", "3");
        properties.setProperty("ttt.index.use", "exact");
        properties.setProperty("ttt.stderr.terminal", "true"); // the launcher's own, no setting
        Map<String, String> environment = Map.of(
                "CONFIG_FORCE_ttt_neighbors", "2",
                "CONFIG_FORCE_ttt_candidates", "2",
                "CONFIG_FORCE_ttt_corpus_on__bad__line", "fail",
                "TTT_OTHER", "x");
        Configuration configuration = Configuration.load(
                Registry.load(List.of()),
                new ConfigurationSources(
                        Optional.of(file), environment, properties, List.of(), List.of("ttt.neighbors=4")));
        assertThat(configuration.app().neighbors()).isEqualTo(4);
        assertThat(configuration.app().candidates()).isEqualTo(2);
        assertThat(configuration.app().verify()).isEqualTo(Verify.OFF);
        assertThat(configuration.app().metric()).isEqualTo(Metric.L2);
        assertThat(configuration.app().onBadLine()).isEqualTo(OnBadLine.FAIL);
        assertThat(configuration.chosen(Slot.INDEX).provider().id()).isEqualTo("exact");
        assertThat(origin(configuration, "ttt.neighbors")).isEqualTo("--set");
        assertThat(origin(configuration, "ttt.index.use")).isEqualTo("system property");
        assertThat(origin(configuration, "ttt.candidates"))
                .isEqualTo("environment variable CONFIG_FORCE_ttt_candidates");
        assertThat(origin(configuration, "ttt.index.metric")).contains("my.conf: 1");
        assertThat(origin(configuration, "ttt.embedder.use")).contains("reference.conf");
    }

    private static String origin(Configuration configuration, String key) {
        return configuration.entries().get(key).origin().description();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttt.neighbours=5 | ttt.neighbours (--set): no such key; did you mean ttt.neighbors?",
                "ttt.index.us=exact | did you mean ttt.index.use?",
                "ttt.embedder.hash.dimensions=5 | did you mean ttt.embedder.hash.dimension?",
                "ttt.embedder.hash.zzzzzzzz=5 | known there are [dimension, max-tokens]",
                "ttt.embedder.hsh.dimension=5 | no embedder backend is called \"hsh\"; on the module path are [",
                "ttt.index=5 | found \"5\", wanted a block of keys",
                "ttt.neighbors.x=5 | no such key",
            })
    void unknownKeysAreRefused(String assignment, String sentence) {
        assertThatThrownBy(() -> set(assignment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
        CommandRun.of("config", "--set", assignment).failed(2, sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttt.neighbors=many | ttt.neighbors (--set): found \"many\", wanted a whole number",
                "ttt.neighbors=0 | found \"0\", wanted a whole number in [1,",
                "ttt.index.verify=yes | found \"yes\", wanted",
                "ttt.index.metric=cosine | found \"cosine\", wanted one of inner-product, l2",
                "ttt.corpus.on-bad-line=ignore | wanted one of skip, fail",
            })
    void wrongTypesAreRefused(String assignment, String sentence) {
        assertThatThrownBy(() -> set(assignment).app())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void wrongShapesInFilesNameFileAndLine() throws Exception {
        Path list = Files.writeString(directory.resolve("list.conf"), "ttt {\n  neighbors = [1, 2]\n}");
        CommandRun.of("index", "build", "--corpus", "x", "--out", "y", "--config", list)
                .failed(2, "ttt.neighbors", "list.conf: 2", "found a list, wanted a single value");
        Path mistyped = Files.writeString(directory.resolve("typo.conf"), "ttt {\n\n  neighbor = 1\n}");
        CommandRun.of("config", "--config", mistyped).failed(2, "typo.conf: 3", "did you mean ttt.neighbors?");
        Path block = Files.writeString(directory.resolve("block.conf"), "ttt.index = 4");
        CommandRun.of("config", "--config", block).failed(2, "block.conf: 1", "wanted a block of keys");
    }

    @Test
    void filesThatCannotBeReadAreRefused() throws Exception {
        CommandRun.of("config", "--config", directory.resolve("none.conf")).failed(2, "none.conf", "no such file");
        CommandRun.of("config", "--config", directory).failed(2, "cannot be read as a file");
        Path broken = Files.writeString(directory.resolve("broken.conf"), "ttt { neighbors = ");
        CommandRun.of("config", "--config", broken).failed(2, "broken.conf");
        Path unresolved = Files.writeString(directory.resolve("open.conf"), "ttt.neighbors = ${nowhere.at.all}");
        CommandRun.of("config", "--config", unresolved).failed(2, "nowhere.at.all");
        Path binary = Files.write(directory.resolve("binary.conf"), new byte[] {0, (byte) 0xff, 1, 2});
        CommandRun.of("config", "--config", binary).failed(2, "binary.conf");
    }

    @Test
    void substitutionsAndForeignKeysInFilesWork() throws Exception {
        Path file = Files.writeString(directory.resolve("s.conf"), "mine.n = 7\nttt.neighbors = ${mine.n}");
        CommandRun run = CommandRun.of("config", "--config", file, "--json");
        assertThat(run.json().at("/config/ttt.neighbors/value").asInt()).isEqualTo(7);
    }

    @Test
    void assignmentsMustBeAssignments() {
        CommandRun.of("config", "--set", "ttt.neighbors").failed(2, "wanted KEY=VALUE");
        CommandRun.of("config", "--set", "neighbors=3").failed(2, "a key that begins with ttt.");
        CommandRun.of("config", "--set", "ttt..x=3").failed(2, "ttt..x");
    }

    @Test
    void idsThatEndInPlusNeedNoQuotesInKeys() throws Exception {
        String key = "ttt.selector.\"kmeans++\".seed";
        for (String spelling : List.of("ttt.selector.kmeans++.seed", key)) {
            assertThat(set(spelling + "=7").values()).containsEntry(key, "7");
        }
        Properties properties = new Properties();
        properties.setProperty("ttt.selector.kmeans++.seed", "8");
        Configuration fromProperty = Configuration.load(
                Registry.load(List.of()),
                new ConfigurationSources(Optional.empty(), Map.of(), properties, List.of(), List.of()));
        assertThat(fromProperty.values()).containsEntry(key, "8");
        Configuration fromEnvironment = Configuration.load(
                Registry.load(List.of()),
                new ConfigurationSources(
                        Optional.empty(),
                        Map.of("CONFIG_FORCE_ttt_selector_kmeans++_seed", "9"),
                        new Properties(),
                        List.of(),
                        List.of()));
        assertThat(fromEnvironment.values()).containsEntry(key, "9");
        Path file = Files.writeString(directory.resolve("k.conf"), "ttt.selector { \"kmeans++\" { seed = 10 } }");
        CommandRun run = CommandRun.of("config", "--config", file, "--json");
        assertThat(run.json().at("/config").get(key).get("value").asInt()).isEqualTo(10);
        CommandRun.of("config", "--set", "ttt.selector.kmeans++.sead=1").failed(2, "did you mean " + key + "?");
        CommandRun.of("config", "--set", "ttt.selector.kmeans+.seed=1").failed(2, "is called \"kmeans+\"", "kmeans++");
        CommandRun.of("config", "--set", "ttt.selector.k+m.seed=1").failed(2, "ttt.selector.k+m.seed", "is not a key");
    }

    @Test
    void optionsThatStandForAKeyAreWeakerThanAssignments() {
        Shorthand shorthand = new Shorthand("--neighbors", "ttt.neighbors", "5");
        Properties properties = new Properties();
        properties.setProperty("ttt.neighbors", "3");
        ConfigurationSources weaker =
                new ConfigurationSources(Optional.empty(), Map.of(), properties, List.of(shorthand), List.of());
        Configuration configuration = Configuration.load(Registry.load(List.of()), weaker);
        assertThat(configuration.app().neighbors()).isEqualTo(5);
        assertThat(origin(configuration, "ttt.neighbors")).isEqualTo("--neighbors");
        ConfigurationSources both = new ConfigurationSources(
                Optional.empty(), Map.of(), properties, List.of(shorthand), List.of("ttt.neighbors=6"));
        assertThat(Configuration.load(Registry.load(List.of()), both).app().neighbors())
                .isEqualTo(6);
    }

    @Test
    void valuesOfAssignmentsAreTakenLiterally() {
        CommandRun run = CommandRun.of("config", "--json", "--set", "ttt.embedder.use=a=b, c # d");
        assertThat(run.json().at("/config/ttt.embedder.use/value").asText()).isEqualTo("a=b, c # d");
    }

    @Test
    void anUnknownBackendIsNamedWithItsAlternatives() {
        Configuration configuration = set("ttt.index.use=exat");
        assertThatThrownBy(() -> configuration.chosen(Slot.INDEX))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("ttt.index.use = exat")
                .hasMessageContaining("no such backend; on the module path are [")
                .hasMessageContaining("exact");
    }

    @Test
    void aBackendThatAnIndexWantsIsNoFaultOfTheKey() {
        assertThatThrownBy(() -> ConfiguredIndex.all(set("ttt.index.use=exact")).named("theirs"))
                .isInstanceOf(CommandException.class)
                .hasMessage("the index has files of the backend theirs, which is not on the module path; "
                        + "add it with --plugins DIR");
    }

    @Test
    void theTableShowsKeyValueAndOrigin() {
        String table =
                CommandRun.of("config", "--set", "ttt.neighbors=7").succeeded().out();
        assertThat(table).containsPattern("ttt\\.neighbors +7 +--set").contains("ttt.embedder.hash.dimension");
    }
}
