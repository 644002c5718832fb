package org.ttt4j.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttt backends}. Loads no native library unless it is asked to probe. Confined to one thread. */
@Command(
        name = "backends",
        description =
                "List the backends of every slot: id, module, version, and with --probe whether it can open here.",
        footerHeading = "%nExamples:%n",
        footer = {"  ttt backends", "  ttt backends --probe --json", "  ttt backends --plugins my-backends"})
final class BackendsCommand implements Runnable {

    private final Invocation invocation;

    @Option(names = "--probe", description = "Try to open each backend; loads native libraries.")
    private boolean probe;

    BackendsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        Configuration configuration = invocation.configuration();
        List<Row> rows = new ArrayList<>();
        for (Slot slot : Slot.values()) {
            String used = configuration.values().getOrDefault(slot.useKey(), "");
            for (String id : invocation.registry().ids(slot)) {
                Registered backend = invocation.registry().find(slot, id).orElseThrow();
                rows.add(row(backend, id.equals(used), configuration));
            }
        }
        invocation.print(Map.of("backends", rows), () -> table(rows));
    }

    private Row row(Registered backend, boolean used, Configuration configuration) {
        invocation.control().checkCancelled();
        String device = null;
        String problem = null;
        Status status = Status.NOT_PROBED;
        if (probe) {
            try {
                device = backend.provider().probe(configuration.settings(backend));
                status = Status.OPENS;
            } catch (RuntimeException | LinkageError refused) { // the reason is the answer that was asked for
                problem = Failures.sentence(refused);
                status = Status.FAILS;
            }
        }
        return new Row(
                backend.slot().key(),
                backend.provider().id(),
                used,
                backend.module(),
                backend.version(),
                backend.provider().description(),
                status.name().toLowerCase(Locale.ROOT),
                device,
                problem);
    }

    private static String table(List<Row> rows) {
        TextTable table =
                new TextTable("lllllll").row("SLOT", "ID", "USED", "MODULE", "VERSION", "HERE", "DESCRIPTION");
        for (Row row : rows) {
            table.row(
                    row.slot(),
                    row.id(),
                    row.used() ? "yes" : "",
                    row.module(),
                    row.version(),
                    row.here(),
                    row.description());
        }
        return table.render();
    }

    private enum Status {
        NOT_PROBED,
        OPENS,
        FAILS
    }

    /** One backend as JSON has it. Thread-safe. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String slot,
            String id,
            boolean used,
            String module,
            String version,
            String description,
            String status,
            String device,
            String problem) {

        private String here() {
            if (problem != null) {
                return "cannot open: " + problem;
            }
            return device == null ? "not probed" : "opens on " + device;
        }
    }
}
