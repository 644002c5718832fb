package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt model}: the group of its subcommands. Confined to one thread. */
@Command(
        name = "model",
        synopsisSubcommandLabel = "COMMAND",
        description = "Describe, verify, convert, make, download and check model checkpoints.",
        subcommands = {
            ModelInfoCommand.class,
            ModelVerifyCommand.class,
            ModelConvertCommand.class,
            ModelInitCommand.class,
            ModelPullCommand.class,
            ModelCheckCommand.class
        })
final class ModelCommand {}
