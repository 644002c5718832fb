package org.ttt4j.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What came of one document with one arm and one seed: a line of the log. Thread-safe. */
public sealed interface StudyResult {

    /** {@return the name of the arm} */
    String arm();

    /** {@return the position of the document in its file, from 0} */
    long document();

    /** {@return the seed of the run} */
    long seed();

    /** {@return the domain of the document} */
    String domain();

    /**
     * {@return the source of the document, empty if it has none; pieces of one source differ after the last {@code #}}
     */
    String source();

    /**
     * What the line is about: a log has one line of each key. Thread-safe.
     *
     * @param arm name of the arm
     * @param document position in its file, from 0
     * @param seed of the run
     */
    record Key(String arm, long document, long seed) {}

    /** {@return what the line is about} */
    default Key key() {
        return new Key(arm(), document(), seed());
    }

    /**
     * The document was scored. Thread-safe.
     *
     * @param arm name of the arm
     * @param document position in its file, from 0
     * @param seed of the run
     * @param domain of the document
     * @param source of the document; empty if it has none
     * @param scores at each count of the study, shape (C,); an arm without neighbours has the same at all counts above 0
     * @param picks neighbours in the order of their use
     * @param priorUncertainty before the first pick; NaN if the selector does not tell it
     * @param steps in order
     * @param retention of some of the picks; empty where it was not asked for
     * @param excluded how many neighbours the contamination guard took out, by rule
     * @param details further numbers by name, such as {@code weight} of an interpolation
     * @param peakBytes most memory of the process until then; 0 if that is not known
     * @param seconds wall-clock time per stage; what an earlier arm had found out already costs nothing here
     */
    record Scored(
            String arm,
            long document,
            long seed,
            String domain,
            String source,
            List<StudyScore> scores,
            List<StudyPick> picks,
            double priorUncertainty,
            List<StudyStep> steps,
            List<Retained> retention,
            SortedMap<String, Long> excluded,
            SortedMap<String, Double> details,
            long peakBytes,
            Map<String, Double> seconds)
            implements StudyResult {

        /**
         * Copies the lists and maps.
         *
         * @param arm not null
         * @param document position in its file
         * @param seed one of the arm's
         * @param domain not null
         * @param source not null; may be empty
         * @param scores at least one, the first at 0 neighbours
         * @param picks null is an empty list
         * @param priorUncertainty may be NaN
         * @param steps null is an empty list
         * @param retention null is an empty list
         * @param excluded null is an empty map
         * @param details null is an empty map
         * @param peakBytes 0 if unknown
         * @param seconds null is an empty map; its order is kept
         */
        public Scored {
            Objects.requireNonNull(arm, "arm");
            Objects.requireNonNull(domain, "domain");
            Objects.requireNonNull(source, "source");
            scores = List.copyOf(scores);
            picks = copy(picks);
            steps = copy(steps);
            retention = copy(retention);
            excluded = sorted(excluded);
            details = sorted(details);
            seconds = seconds == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
            if (scores.isEmpty() || scores.get(0).neighbors() != 0) {
                throw new IllegalArgumentException("found no score at 0 neighbours, wanted that of the model as it is");
            }
        }

        /** {@return the score at the last count, that of the most neighbours} */
        public StudyScore last() {
            return scores.get(scores.size() - 1);
        }

        private static <T> List<T> copy(List<T> list) {
            return list == null ? List.of() : List.copyOf(list);
        }

        private static <T> SortedMap<String, T> sorted(SortedMap<String, T> map) {
            return map == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(map));
        }
    }

    /**
     * The document could not be scored. It counts as a failure and in no sum. Thread-safe.
     *
     * @param arm name of the arm
     * @param document position in its file, from 0
     * @param seed of the run
     * @param domain of the document
     * @param source of the document; empty if it has none
     * @param error one sentence
     */
    record Failed(String arm, long document, long seed, String domain, String source, String error)
            implements StudyResult {
        /**
         * Refuses nulls.
         *
         * @param arm not null
         * @param document position in its file
         * @param seed one of the arm's
         * @param domain not null
         * @param source not null; may be empty
         * @param error not null
         */
        public Failed {
            Objects.requireNonNull(arm, "arm");
            Objects.requireNonNull(domain, "domain");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(error, "error");
        }
    }
}
