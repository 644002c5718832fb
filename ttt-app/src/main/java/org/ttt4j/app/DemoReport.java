package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.ttt4j.store.Durable;

/**
 * The folder that the demo leaves behind. It replaces an earlier report as a whole when everything is there; a folder
 * with anything else in it is refused before the work begins. Confined to one thread.
 */
final class DemoReport implements AutoCloseable {

    private static final String MARK = "manifest.json";
    private static final String PAGE = "report.html";

    private final Path target;
    private final Path temporary;

    private DemoReport(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * Prepares a folder beside its place.
     *
     * @throws CommandException if something else is there
     */
    static DemoReport open(Path target) throws IOException {
        if (Files.exists(target) && !isReport(target)) {
            throw CommandException.failed(
                    target + ": exists and is not an earlier report, wanted another --out or a new name");
        }
        Path parent = target.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        return new DemoReport(target, Files.createDirectory(Durable.temporaryFor(target)));
    }

    private static boolean isReport(Path target) throws IOException {
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(target)) {
            return entries.findAny().isEmpty()
                    || (Files.exists(target.resolve(MARK)) && Files.exists(target.resolve(PAGE)));
        }
    }

    /** The results of one arm, on disk document by document. */
    ResultLog log(String arm, NeighborCounts counts) throws IOException {
        return ResultLog.open(temporary.resolve("documents-" + arm + ".jsonl"), counts);
    }

    /** Writes the other files and puts the folder in its place. */
    void finish(String page, ObjectNode summary, ObjectNode manifest, Map<String, String> configuration)
            throws IOException {
        Durable.write(temporary.resolve(PAGE), page);
        Durable.write(temporary.resolve("summary.json"), Json.pretty(summary) + "\n");
        Durable.write(temporary.resolve(MARK), Json.pretty(manifest) + "\n");
        StringBuilder conf = new StringBuilder("# What this report was made with; usable with --config.\n");
        configuration.forEach((key, value) ->
                conf.append(key).append(" = ").append(Json.line(value)).append('\n'));
        Durable.write(temporary.resolve("demo.conf"), conf.toString());
        Durable.forceTree(temporary);
        Durable.delete(target);
        Durable.publish(temporary, target);
    }

    /** Removes what was not finished. */
    @Override
    public void close() throws IOException {
        Durable.delete(temporary);
    }
}
