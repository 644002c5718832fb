package org.ttt4j.app;

import java.nio.file.Path;
import java.util.Locale;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.Verify;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt index info}. Confined to one thread. */
@Command(
        name = "info",
        description = "Describe an index directory and verify its files. Opens no backend.",
        footerHeading = "%nExamples:%n",
        footer = {"  ttt index info index", "  ttt index info index --no-verify --json"})
final class IndexInfoCommand implements Runnable {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "What `ttt index build` made.")
    private Path directory;

    @Option(names = "--no-verify", description = "Check only the sizes of the files, not their SHA-256.")
    private boolean sizesOnly;

    IndexInfoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        Verify verify = sizesOnly ? Verify.OFF : Verify.OPEN;
        try (IndexDirectory opened = IndexDirectory.open(directory, verify, invocation.control())) {
            IndexManifest manifest = opened.manifest();
            Result result = new Result(directory.toString(), !sizesOnly, manifest.contentHash(), manifest);
            invocation.print(result, () -> text(result));
        }
    }

    private static String text(Result result) {
        IndexManifest manifest = result.manifest();
        TextTable table = new TextTable("ll")
                .row("directory", result.directory())
                .row("format", manifest.format() + " " + manifest.version())
                .row("created", manifest.created())
                .row("generation", String.valueOf(manifest.generation()))
                .row("content", result.contentSha256())
                .row(
                        "documents",
                        manifest.live()
                                + (manifest.deleted().count() == 0
                                        ? ""
                                        : " and " + manifest.deleted().count() + " deleted")
                                + (manifest.segments().size() == 1
                                        ? ""
                                        : ", in " + manifest.segments().size() + " segments"))
                .row("dimension", String.valueOf(manifest.dimension()))
                .row("metric", manifest.metric().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .row("embedder", manifest.embedder() + " " + manifest.embedderFingerprint());
        manifest.backends()
                .forEach((id, backend) -> table.row(
                        "backend " + id,
                        backend.description() + (backend.tuned().isEmpty() ? "" : ", tuned: " + backend.tuned())));
        manifest.files()
                .forEach((name, entry) -> table.row(
                        name,
                        entry.bytes() + " bytes" + (result.verified() ? ", SHA-256 verified" : ", size checked")));
        return table.render();
    }

    /** What was found, as JSON has it. */
    record Result(String directory, boolean verified, String contentSha256, IndexManifest manifest) {}
}
