package org.ttt4j.app;

import java.util.List;
import java.util.SortedMap;

/**
 * What became of a corpus plan. Thread-safe as long as nobody changes the maps.
 *
 * @param documents documents written
 * @param bytes UTF-8 bytes of their texts
 * @param files files read, entries of archives included
 * @param duplicates pieces left out because they had been seen
 * @param nearDuplicatesFlagged documents written that are nearly the same as an earlier one
 * @param nearDuplicatesDropped pieces left out because they are
 * @param skipped files that gave no document, by reason
 * @param skippedLines lines of JSON that could not be used, by reason
 * @param domains documents by domain
 * @param outputs the files written
 * @param seconds wall-clock time
 */
record CorpusSummary(
        long documents,
        long bytes,
        long files,
        long duplicates,
        long nearDuplicatesFlagged,
        long nearDuplicatesDropped,
        SortedMap<String, Long> skipped,
        SortedMap<String, Long> skippedLines,
        SortedMap<String, Long> domains,
        List<Output> outputs,
        double seconds) {

    /** One file written. */
    record Output(String file, long documents, long bytes) {}

    /** A table for people. */
    String table() {
        TextTable table = new TextTable("lr")
                .row("documents", String.valueOf(documents))
                .row("bytes of text", String.valueOf(bytes))
                .row("files read", String.valueOf(files))
                .row("duplicates left out", String.valueOf(duplicates));
        if (nearDuplicatesFlagged > 0) {
            table.row("near-duplicates flagged", String.valueOf(nearDuplicatesFlagged));
        }
        if (nearDuplicatesDropped > 0) {
            table.row("near-duplicates left out", String.valueOf(nearDuplicatesDropped));
        }
        skipped.forEach((reason, count) -> table.row("files skipped, " + reason.replace('_', ' '), count.toString()));
        skippedLines.forEach(
                (reason, count) -> table.row("lines skipped, " + reason.replace('_', ' '), count.toString()));
        table.rule();
        domains.forEach((domain, count) -> table.row(domain, count.toString()));
        table.rule();
        outputs.forEach(output -> table.row(output.file(), String.valueOf(output.documents())));
        return table.render();
    }
}
