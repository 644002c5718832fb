package org.ttt4j.app;

import picocli.CommandLine.Command;

/** {@code ttt backends}. Confined to one thread. */
@Command(name = "backends", description = "List the backends of every slot.")
final class BackendsCommand implements Runnable {

    private final Invocation invocation;

    BackendsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        invocation.registry();
    }
}
