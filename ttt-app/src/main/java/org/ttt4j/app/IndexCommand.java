package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt index}: the group of its subcommands. Confined to one thread. */
@Command(name = "index", description = "Work with indexes.")
final class IndexCommand {}
