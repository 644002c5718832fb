package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;

/**
 * An index to build. Thread-safe.
 *
 * @param corpora files of JSON lines, in the order of ids, at least one
 * @param out directory to create
 */
record IndexPlan(List<Path> corpora, Path out) {

    IndexPlan {
        corpora = List.copyOf(corpora);
        if (corpora.isEmpty()) {
            throw new IllegalArgumentException("found no corpus file, wanted at least one");
        }
    }
}
