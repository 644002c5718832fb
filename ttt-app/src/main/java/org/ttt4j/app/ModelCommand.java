package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt model}: the group of its subcommands. Confined to one thread. */
@Command(
        name = "model",
        synopsisSubcommandLabel = "COMMAND",
        description = "Work on model checkpoints.",
        subcommands = {ModelCheckCommand.class})
final class ModelCommand {}
