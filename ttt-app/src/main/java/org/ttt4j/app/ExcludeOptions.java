package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of the contamination guard, short for its keys. Confined to one thread. */
final class ExcludeOptions {

    @Option(
            names = "--exclude-near-duplicates",
            paramLabel = "SHARE",
            description =
                    "No documents of which so much is the same as in the text, in (0, 1], such as 0.8 (default: key"
                            + " ttt.exclude.near-duplicates).")
    private String nearDuplicates;

    @Option(
            names = "--exclude-same-source",
            description =
                    "No documents that come from where the text comes from (default: key ttt.exclude.same-source).")
    private boolean sameSource;

    @Option(
            names = "--exclude-sources",
            paramLabel = "NAME,NAME,...",
            description =
                    "No documents of these sources; * stands for any characters (default: key ttt.exclude.sources).")
    private String sources;

    @Option(
            names = "--exclude-ids",
            paramLabel = "ID,ID,...",
            description = "None of these documents (default: key ttt.exclude.ids).")
    private String ids;

    /** What the options stand for. */
    List<Shorthand> shorthands() {
        List<Shorthand> shorthands = new ArrayList<>();
        if (nearDuplicates != null) {
            shorthands.add(new Shorthand("--exclude-near-duplicates", "ttt.exclude.near-duplicates", nearDuplicates));
        }
        if (sameSource) {
            shorthands.add(new Shorthand("--exclude-same-source", "ttt.exclude.same-source", "true"));
        }
        if (sources != null) {
            shorthands.add(new Shorthand("--exclude-sources", "ttt.exclude.sources", sources));
        }
        if (ids != null) {
            shorthands.add(new Shorthand("--exclude-ids", "ttt.exclude.ids", ids));
        }
        return shorthands;
    }
}
