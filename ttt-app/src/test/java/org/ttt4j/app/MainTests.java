package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTests {

    @Test
    void versionAndHelpSucceed() {
        assertThat(CommandRun.of("--version").succeeded().out()).startsWith("ttt ");
        assertThat(CommandRun.of("--help").succeeded().out()).contains("Examples:", "backends", "corpus", "index");
    }

    static Stream<List<String>> everyCommand() {
        CommandLine root = new CommandLine(new TttCommand(), new CommandFactory(null));
        return names(root, List.of());
    }

    private static Stream<List<String>> names(CommandLine command, List<String> path) {
        return command.getSubcommands().entrySet().stream().flatMap(entry -> {
            List<String> below =
                    Stream.concat(path.stream(), Stream.of(entry.getKey())).toList();
            return Stream.concat(Stream.of(below), names(entry.getValue(), below));
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHelps(List<String> words) {
        Object[] all = Stream.concat(words.stream(), Stream.of("--help")).toArray();
        CommandRun run = CommandRun.of(all).succeeded();
        assertThat(run.out()).contains("Usage: ttt " + String.join(" ", words), "--json", "--set", "--plugins");
        boolean group = words.size() == 1
                && List.of("bench", "corpus", "index", "model", "study").contains(words.get(0));
        assertThat(run.out().contains("Examples:")).isEqualTo(!group);
    }

    @Test
    void atLeastEightCommandsAreThere() {
        assertThat(everyCommand().count()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void wrongUsageIsOneSentence() {
        CommandRun.of().failed(2, "Missing required subcommand");
        CommandRun.of("index").failed(2, "Missing required subcommand", "ttt index --help");
        CommandRun.of("index", "build").failed(2, "--corpus", "--out");
        CommandRun.of("indx").failed(2, "indx");
        CommandRun.of("config", "--jsn").failed(2, "--jsn");
        CommandRun.of("index", "search", "x", "y", "-k", "many").failed(2, "-k", "many");
    }

    @Test
    void globalOptionsStandAnywhere() {
        CommandRun run = CommandRun.of("--set", "ttt.neighbors=3", "config", "--json", "--set", "ttt.candidates=9");
        assertThat(run.json().at("/config/ttt.neighbors/value").asInt()).isEqualTo(3);
        assertThat(run.json().at("/config/ttt.candidates/value").asInt()).isEqualTo(9);
        assertThat(CommandRun.of("--json", "config").json().has("config")).isTrue();
    }

    @Test
    void theLastOfTwoEqualAssignmentsWins() {
        CommandRun run = CommandRun.of("config", "--set", "ttt.neighbors=3", "--set", "ttt.neighbors=4", "--json");
        assertThat(run.json().at("/config/ttt.neighbors/value").asInt()).isEqualTo(4);
    }

    @Test
    void verboseAddsTheStackTrace(@TempDir Path directory) {
        CommandRun run = CommandRun.of("index", "info", directory.resolve("none"), "--verbose");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no such directory", "StoreException", "\tat ");
    }

    @Test
    void aNameThatIsNoPathIsOneSentence() {
        CommandRun.of("index", "info", "a\0b").failed(2, "index info --help");
    }
}
