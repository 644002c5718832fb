package org.ttt4j.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An index to build. Thread-safe.
 *
 * @param corpora files of JSON lines, in the order of ids, at least one
 * @param out directory to create
 */
public record IndexPlan(List<Path> corpora, Path out) {

    /**
     * Copies the list and refuses an empty one.
     *
     * @param corpora at least one
     * @param out not looked at yet; see {@link #demandPossible}
     */
    public IndexPlan {
        corpora = List.copyOf(corpora);
        if (corpora.isEmpty()) {
            throw new IllegalArgumentException("found no corpus file, wanted at least one");
        }
    }

    /**
     * Refuses a place where something is and corpora that are not there, before anything slow is opened.
     *
     * @throws StoreException naming the first
     */
    public void demandPossible() {
        if (!BuildIdentity.isIn(out.resolve(IndexWriter.FIRST))) { // of a build that was killed at its very end
            demandFree(out);
        }
        demandThere(corpora);
    }

    /** Refuses corpora that are not there. */
    static void demandThere(List<Path> corpora) {
        for (Path corpus : corpora) {
            if (!Files.exists(corpus)) {
                throw new StoreException(corpus + ": no such file or directory");
            }
        }
    }

    /** Refuses to write where something is. */
    static void demandFree(Path out) {
        if (Files.exists(out)) {
            throw new StoreException(out + ": exists already, wanted the name of a directory to create");
        }
    }
}
