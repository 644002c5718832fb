package org.ttt4j.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which documents one query must not learn from, because they hold the text that is to be predicted: the
 * contamination guard. What is taken out is replaced by further neighbours. Thread-safe.
 */
@FunctionalInterface
public interface Exclusion {

    /** Rule: the document is named. */
    String ID = "id";

    /** Rule: the document comes from a source that is ruled out. */
    String SOURCE = "source";

    /** Rule: the document and the query are nearly the same, or one stands in the other. */
    String NEAR_DUPLICATE = "near-duplicate";

    /** Takes out nothing. */
    Exclusion NONE = ids -> List.of();

    /**
     * Judges documents that a search found.
     *
     * @param ids without repetition; of one query no id is asked about twice
     * @return those of them that must not be used, each once
     */
    List<Excluded> among(long[] ids);

    /**
     * {@return an exclusion that takes out documents by id, under the rule {@link #ID}}
     *
     * @param ids may name documents that no corpus has
     */
    static Exclusion ids(IdSet ids) {
        return found -> Arrays.stream(found)
                .filter(ids::contains)
                .mapToObj(id -> Excluded.by(ID, id))
                .toList();
    }

    /**
     * {@return an exclusion that takes out documents by their metadata {@code source}, under the rule {@link #SOURCE};
     * those without one stay}
     *
     * @param corpus whose metadata is asked, at each judgement
     * @param ruledOut tells whether a source is; never asked about an empty one
     */
    static Exclusion sources(Corpus corpus, Predicate<String> ruledOut) {
        return found -> Arrays.stream(found)
                .filter(id -> {
                    String source = corpus.metadata(id).getOrDefault("source", "");
                    return !source.isEmpty() && ruledOut.test(source);
                })
                .mapToObj(id -> Excluded.by(SOURCE, id))
                .toList();
    }

    /**
     * {@return an exclusion that takes out documents that are nearly the same as a text, under the rule
     * {@link #NEAR_DUPLICATE}: those whose {@link Shingles#overlap Shingles.overlap} with it is at least {@code least}}
     * Both a document that holds the text and a piece of the text are taken out.
     *
     * @param corpus whose texts are read, one at a time
     * @param text all that is to be predicted, also if only a part of it is searched for
     * @param least share of the smaller set of shingles, in (0, 1]
     */
    static Exclusion nearDuplicates(Corpus corpus, String text, double least) {
        if (!(least > 0 && least <= 1)) {
            throw new IllegalArgumentException("found an overlap of " + least + ", wanted one in (0, 1]");
        }
        Shingles query = Shingles.of(text);
        return found -> {
            List<Excluded> excluded = new ArrayList<>();
            for (long id : found) { // one text after the other: none is held longer than it takes to judge it
                double overlap =
                        query.overlap(Shingles.of(corpus.texts(new long[] {id}).get(0)));
                if (overlap >= least) {
                    excluded.add(new Excluded(id, NEAR_DUPLICATE, overlap));
                }
            }
            return List.copyOf(excluded);
        };
    }

    /**
     * {@return an exclusion that takes out what any of these takes out; the first one says why}
     *
     * @param rules asked in this order, each only about what those before it left; none at all takes out nothing
     */
    static Exclusion any(List<Exclusion> rules) {
        List<Exclusion> all = List.copyOf(rules);
        return found -> {
            List<Excluded> excluded = new ArrayList<>();
            Set<Long> out = new HashSet<>();
            for (Exclusion rule : all) {
                long[] left =
                        Arrays.stream(found).filter(id -> !out.contains(id)).toArray();
                rule.among(left).forEach(one -> {
                    excluded.add(one);
                    out.add(one.id());
                });
            }
            return List.copyOf(excluded);
        };
    }
}
