package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root command and the options every command understands, before or after its name. Confined to one thread. */
@Command(
        name = "ttt",
        description = "Test-time training of language models on retrieved neighbours.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionText.class,
        subcommands = {
            BackendsCommand.class,
            ConfigCommand.class,
            CorpusCommand.class,
            IndexCommand.class,
            AdaptCommand.class,
            SelectCommand.class,
            EvalCommand.class,
            StreamCommand.class,
            PretrainCommand.class,
            ModelCommand.class,
            BenchCommand.class,
            StudyCommand.class,
            DemoCommand.class,
            ServeCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt backends",
            "  ttt corpus build --from docs --out corpus.jsonl.gz",
            "  ttt index build --corpus corpus.jsonl.gz --out index",
            "  ttt index search index \"how to close a file\" -k 5"
        })
final class TttCommand {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration file (HOCON) that overrides the defaults.")
    private Path config;

    private final Repeated<String> settings = new Repeated<>();
    private final Repeated<Path> plugins = new Repeated<>();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print the version.")
    boolean version;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description =
                    "Set one configuration key, for instance ttt.selector.use=nn; repeatable, wins over all else.")
    void addSettings(List<String> all) {
        settings.accept(all);
    }

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Directory of modules with further backends; repeatable.")
    void addPlugins(List<Path> all) {
        plugins.accept(all);
    }

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    List<String> settings() {
        return settings.values();
    }

    List<Path> plugins() {
        return plugins.values();
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }
}
