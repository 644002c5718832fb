package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt index}: the group of its subcommands. Confined to one thread. */
@Command(
        name = "index",
        synopsisSubcommandLabel = "COMMAND",
        description = "Build, describe, search, tune and change an index.",
        subcommands = {
            IndexBuildCommand.class,
            IndexInfoCommand.class,
            IndexSearchCommand.class,
            IndexTuneCommand.class,
            IndexAddCommand.class,
            IndexDeleteCommand.class,
            IndexCompactCommand.class,
            IndexMergeCommand.class,
            IndexVerifyCommand.class
        })
final class IndexCommand {}
