package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt bench}: the group of its subcommands. Confined to one thread. */
@Command(
        name = "bench",
        synopsisSubcommandLabel = "COMMAND",
        description = "Measure how fast this machine does a part of the work.",
        subcommands = {BenchIndexCommand.class, BenchSelectCommand.class, BenchTrainCommand.class})
final class BenchCommand {}
