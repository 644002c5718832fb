package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Excluded;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Preselection;
import org.ttt4j.store.CorpusDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt index search}. Confined to one thread. */
@Command(
        name = "search",
        description = "Find the documents nearest to a text.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt index search index \"how to close a file\" -k 5",
            "  ttt index search index --text-file page.txt --exclude-near-duplicates 0.8",
            "  ttt index search index -k 5 -- \"--- a text that begins with hyphens\"",
            "  ttt index search index \"how to close a file\" --set ttt.index.use=exact --json"
        })
final class IndexSearchCommand implements Runnable {

    private static final int LINE = 72;

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "DIR", description = "What `ttt index build` made.")
    private Path directory;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "What to look for; one that begins with a hyphen goes last, behind --.")
    private String text;

    @Option(
            names = "--text-file",
            paramLabel = "FILE",
            description = "A UTF-8 file with what to look for, - for standard input.")
    private Path file;

    @Option(
            names = "-k",
            paramLabel = "K",
            defaultValue = "20",
            description = "How many documents, all if there are fewer (default ${DEFAULT-VALUE}).")
    private int k;

    @Mixin
    private ExcludeOptions exclude;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Where the text comes from, for --exclude-same-source.")
    private String source;

    IndexSearchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        String query = query();
        if (query.isBlank()) {
            throw CommandException.usage("the text to look for is empty");
        }
        if (k < 1) {
            throw CommandException.usage("-k " + k + ": wanted at least 1");
        }
        Configuration configuration = invocation.configuration(exclude.shorthands());
        ExcludeSettings rules = configuration.app().exclude();
        try (Assembly assembly = Assembly.open(configuration, Optional.of(directory), invocation.control())) {
            EmbeddingBatch vector = assembly.embedder().embed(List.of(query), invocation.control());
            Candidates candidates = Preselection.NEAREST.candidates(
                    assembly.index(),
                    vector,
                    k,
                    rules.exclusion(assembly.corpus(), query, source),
                    invocation.control());
            List<Neighbor> found = candidates.neighbors();
            long[] ids = found.stream().mapToLong(Neighbor::id).toArray();
            List<String> texts = assembly.corpus().texts(ids);
            List<Hit> hits = new ArrayList<>();
            for (int i = 0; i < ids.length; i++) {
                Map<String, String> meta = assembly.corpus().metadata(ids[i]);
                hits.add(new Hit(
                        ids[i],
                        found.get(i).similarity(),
                        meta.getOrDefault("domain", "unknown"),
                        meta.getOrDefault(CorpusDocument.SOURCE, ""),
                        texts.get(i)));
            }
            invocation.print(new Result(query, k, hits, candidates.excluded()), () -> table(hits, candidates));
        }
    }

    private String query() {
        if ((text == null) == (file == null)) {
            throw CommandException.usage("found " + (text == null ? "no text" : "two texts")
                    + " to look for, wanted TEXT (behind -- if it begins with a hyphen) or --text-file FILE");
        }
        try {
            return text != null ? text : PromptSource.whole(file, invocation.in());
        } catch (IOException e) {
            throw Failures.unchecked(e);
        }
    }

    private static String table(List<Hit> hits, Candidates candidates) {
        TextTable table = new TextTable("rrll").row("ID", "SIMILARITY", "DOMAIN", "TEXT");
        for (Hit hit : hits) {
            table.row(
                    String.valueOf(hit.id()),
                    String.format(Locale.ROOT, "%.4f", hit.similarity()),
                    hit.domain(),
                    TextTable.firstLine(hit.text(), LINE));
        }
        return table.render()
                + (candidates.excluded().isEmpty()
                        ? ""
                        : "\n\nexcluded: " + ExcludedCounts.listed(candidates.excluded()));
    }

    /** The answer as JSON has it. */
    record Result(String query, int k, List<Hit> neighbors, List<Excluded> excluded) {}

    /** One document found. */
    record Hit(long id, float similarity, String domain, String source, String text) {}
}
