package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ttt4j.store.BadLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttt corpus build}. Confined to one thread. */
@Command(
        name = "build",
        description = {
            "Make JSON lines from files, directories, zip, jar and tar archives and other JSON lines.",
            "Long texts are cut at paragraph or line ends, exact duplicates left out. Each document keeps its domain"
                    + " (the top directory or the archive it is in, or what its JSON says) and its source. Hidden files,"
                    + " binary files and files that are not UTF-8 are left out.",
            "A document that is nearly the same as an earlier one says so in its metadata (near_duplicate_of and"
                    + " near_duplicate_jaccard), or is left out."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt corpus build --from docs src --include '*.md' --include '*.java' --out corpus.jsonl.gz",
            "  ttt corpus build --from lib-sources.jar --domain java --out java.jsonl.zst",
            "  ttt corpus build --from crawl.jsonl.zst --near-duplicates drop --out clean.jsonl.zst",
            "  ttt corpus build --from pages --html-to-text --split train=0.9,test=0.1 --out pages.jsonl"
        })
final class CorpusBuildCommand implements Runnable {

    private final Invocation invocation;

    @Option(
            names = "--from",
            paramLabel = "PATH",
            required = true,
            arity = "1..*",
            description = "File, directory, zip, jar, tar, tar.gz or .jsonl[.gz|.zst]; repeatable.")
    private List<Path> from;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "File to write: .jsonl, .jsonl.gz or .jsonl.zst.")
    private Path out;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Only files that match; without / the name is matched, with / the path; repeatable.")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "No files that match; repeatable.")
    private List<String> exclude = List.of();

    @Option(names = "--domain", paramLabel = "NAME", description = "Domain of every document.")
    private String domain;

    @Option(
            names = "--piece-bytes",
            paramLabel = "N",
            defaultValue = "" + CorpusPlan.PIECE_BYTES,
            description = "Longest document in UTF-8 bytes (default ${DEFAULT-VALUE}).")
    private int pieceBytes;

    @Option(
            names = "--max-file-bytes",
            paramLabel = "N",
            defaultValue = "" + CorpusPlan.MAX_FILE_BYTES,
            description = "Longer files, unpacked, are skipped and counted (default ${DEFAULT-VALUE}).")
    private int maxFileBytes;

    @Option(
            names = "--split",
            paramLabel = "NAME=SHARE,...",
            description = "Write several files, split by source file: train=0.9,test=0.1 gives F-train and F-test.")
    private String split;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the split (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--near-duplicates",
            paramLabel = "POLICY",
            description = "What becomes of a document that is nearly the same as an earlier one: flag, drop or ignore"
                    + " (default: key ttt.corpus.near-duplicates).")
    private String nearDuplicates;

    @Option(names = "--html-to-text", description = "Turn .html and .htm files into plain text.")
    private boolean htmlToText;

    @Option(names = "--force", description = "Replace files that exist.")
    private boolean force;

    CorpusBuildCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        Configuration configuration = nearDuplicates == null
                ? invocation.configuration()
                : invocation.configuration(
                        List.of(new Shorthand("--near-duplicates", "ttt.corpus.near-duplicates", nearDuplicates)));
        AppSettings settings = configuration.app();
        NearDuplicateSettings near = NearDuplicateSettings.from(configuration.settings("ttt.corpus"));
        BadLines bad = new BadLines(settings.onBadLine());
        CorpusSummary summary = new CorpusBuilder(plan(), settings, near, bad, invocation.control()).build();
        if (bad.total() > 0) {
            invocation.note("ttt: " + bad.sentence());
        }
        for (CorpusSummary.Output output : summary.outputs()) {
            if (output.documents() == 0) {
                invocation.note("ttt: " + output.file() + " got no document: there are too few sources to split");
            }
        }
        invocation.print(summary, summary::table);
    }

    private CorpusPlan plan() {
        try {
            return new CorpusPlan(
                    from,
                    out,
                    new GlobFilter(include, exclude),
                    Optional.ofNullable(domain),
                    pieceBytes,
                    maxFileBytes,
                    Optional.ofNullable(split).map(text -> CorpusSplit.parse(text, seed)),
                    htmlToText,
                    force);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(wrong.getMessage());
        }
    }
}
