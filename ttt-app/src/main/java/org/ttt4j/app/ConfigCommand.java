package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt config}. Confined to one thread. */
@Command(name = "config", description = "Print the resolved configuration and where each value comes from.")
final class ConfigCommand implements Runnable {

    private final Invocation invocation;

    ConfigCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        invocation.registry();
    }
}
