package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.IndexBackend;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.IndexPlan;
import org.ttt4j.store.IndexWriter;
import org.ttt4j.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttt index build}. Confined to one thread. */
@Command(
        name = "build",
        description = {
            "Embed a corpus and build an index directory: manifest, corpus, exact vectors, the backend's own files.",
            "It is written beside its place, as DIR.building, and renamed when complete; the same command goes on where a"
                    + " stopped or killed one was. Lines that cannot be used are counted and skipped, or stop the build"
                    + " with --set ttt.corpus.on-bad-line=fail."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt index build --corpus corpus.jsonl.gz --out index",
            "  ttt index build --corpus corpus.jsonl.gz --out index --memory 4g --recall 0.9 --dry-run",
            "  ttt index build --corpus a.jsonl --corpus b.jsonl.zst --out index --set ttt.index.use=exact"
        })
final class IndexBuildCommand implements Runnable {

    private final Invocation invocation;

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "JSON lines, plain, .gz or .zst, in the form {\"text\": ..., \"meta\": {...}}; repeatable.")
    private List<Path> corpora;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Directory to create.")
    private Path out;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Choose a factory text of FAISS for an index of at most this size, such as 4g; the corpora are read"
                            + " twice. A factory given with --set wins.")
    private String memory;

    @Option(
            names = "--recall",
            paramLabel = "R",
            defaultValue = "0.95",
            description = "Share of the nearest neighbours that --memory aims at (default: ${DEFAULT-VALUE}).")
    private double recall;

    @Option(
            names = "--dry-run",
            description =
                    "Say how large the index would be and how long it would take; embed a few texts, write nothing.")
    private boolean dryRun;

    IndexBuildCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        IndexSizing sizing = new IndexSizing(corpora, invocation::configuration, invocation.control());
        Optional<IndexAdvice> advice = advice(sizing);
        if (dryRun) {
            IndexEstimate estimate = estimate(sizing, advice);
            invocation.print(estimate, estimate::text);
            return;
        }
        advice.ifPresent(chosen -> chosen.reasons().forEach(reason -> invocation.note("ttt: " + reason)));
        Configuration configuration =
                invocation.configuration(advice.map(IndexAdvice::settings).orElse(List.of()));
        BadLines bad = new BadLines(configuration.app().onBadLine());
        IndexManifest manifest = build(configuration, bad);
        if (bad.total() > 0) {
            invocation.note("ttt: " + bad.sentence());
        }
        Result result =
                new Result(out.toString(), manifest.count(), bad.counts(), (System.nanoTime() - start) / 1e9, manifest);
        invocation.print(
                result,
                () -> "built " + out + ": " + manifest.count() + " documents, d = " + manifest.dimension() + ", "
                        + description(manifest.backends()) + String.format(Locale.ROOT, " (%.1f s)", result.seconds()));
    }

    private Optional<IndexAdvice> advice(IndexSizing sizing) {
        if (!(recall > 0 && recall <= 1)) {
            throw CommandException.usage("found --recall " + recall + ", wanted a number above 0 and at most 1");
        }
        if (memory == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(sizing.advice(ByteSize.parse("--memory", memory), recall));
        } catch (IOException e) {
            throw Failures.unchecked(e);
        }
    }

    private static IndexEstimate estimate(IndexSizing sizing, Optional<IndexAdvice> advice) {
        try {
            return sizing.estimate(advice);
        } catch (IOException e) {
            throw Failures.unchecked(e);
        }
    }

    private IndexManifest build(Configuration configuration, BadLines bad) {
        IndexPlan plan = new IndexPlan(corpora, out);
        plan.demandPossible(); // before anything slow is opened
        IndexBackend index = ConfiguredIndex.chosen(configuration);
        try (Backends backends = new Backends(configuration)) {
            return new IndexWriter(configuration.app().indexing(), invocation.control())
                    .build(plan, backends.namedEmbedder(), index, bad);
        } catch (RuntimeException failed) {
            if (Files.exists(IndexWriter.unfinished(out)) && !(failed instanceof StoreException)) {
                invocation.note(
                        "what was done is in " + IndexWriter.unfinished(out) + "; the same command goes on with it");
            }
            throw failed;
        }
    }

    private static String description(Map<String, IndexManifest.Backend> backends) {
        StringBuilder text = new StringBuilder();
        backends.forEach((id, backend) -> text.append(text.isEmpty() ? "" : ", ")
                .append(id)
                .append(" (")
                .append(backend.description())
                .append(')'));
        return text.toString();
    }

    /** What was built, as JSON has it. */
    record Result(
            String directory,
            long documents,
            SortedMap<String, Long> skippedLines,
            double seconds,
            IndexManifest manifest) {}
}
