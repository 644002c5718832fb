package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt study}: groups the commands of comparative studies. Confined to one thread. */
@Command(
        name = "study",
        description = "Compare methods and settings: one file describes it, one command runs it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StudyRunCommand.class, StudyReportCommand.class, StudyCompareCommand.class})
final class StudyCommand {}
