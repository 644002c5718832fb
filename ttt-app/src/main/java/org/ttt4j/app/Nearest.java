package org.ttt4j.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant. Thread-safe. */
final class Nearest {

    private Nearest() {}

    /** The candidate with the fewest edits, if few are enough. */
    static Optional<String> to(String found, Collection<String> candidates) {
        int limit = Math.max(1, found.length() / 3);
        return candidates.stream()
                .filter(candidate -> edits(found, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> edits(found, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein distance: insertions, deletions and replacements. */
    static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
