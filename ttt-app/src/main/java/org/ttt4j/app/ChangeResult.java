package org.ttt4j.app;

import java.nio.file.Path;
import java.util.SortedMap;
import org.ttt4j.store.IndexManifest;

/**
 * What a change of an index came to, as JSON has it. Thread-safe as long as nobody changes the map.
 *
 * @param directory the index
 * @param changed documents added or deleted, or removed for good
 * @param documents documents that searches may find
 * @param deleted documents that are deleted but still there
 * @param segments in how many parts it lies
 * @param generation rises with each change
 * @param skippedLines lines of JSON that could not be used, by reason
 * @param contentSha256 hash of documents and vectors
 */
record ChangeResult(
        String directory,
        long changed,
        long documents,
        long deleted,
        int segments,
        long generation,
        SortedMap<String, Long> skippedLines,
        String contentSha256) {

    static ChangeResult of(Path directory, IndexManifest manifest, long changed, SortedMap<String, Long> skipped) {
        return new ChangeResult(
                directory.toString(),
                changed,
                manifest.live(),
                manifest.deleted().count(),
                manifest.segments().size(),
                manifest.generation(),
                skipped,
                manifest.contentHash());
    }

    /** Prints it; {@code done} begins the sentence for people. */
    void print(Invocation invocation, String done) {
        invocation.print(
                this,
                () -> directory + ": " + done + "; it has " + documents + " documents"
                        + (deleted == 0 ? "" : " and " + deleted + " deleted"));
    }
}
