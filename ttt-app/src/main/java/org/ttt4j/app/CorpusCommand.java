package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt corpus}: the group of its subcommands. Confined to one thread. */
@Command(
        name = "corpus",
        synopsisSubcommandLabel = "COMMAND",
        description = "Build a corpus.",
        subcommands = CorpusBuildCommand.class)
final class CorpusCommand {}
