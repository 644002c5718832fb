package org.ttt4j.study;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares of the Pile's 22 sets in percent of its training text (Gao et al., arXiv 2101.00027, table 1), by the names of
 * {@code meta.pile_set_name}. They sum to 100. TTT-NN weighs its total with them. Thread-safe.
 */
public final class PileWeights {

    /** All of them. */
    public static final SortedMap<String, Double> ALL = Collections.unmodifiableSortedMap(new TreeMap<>(Map.ofEntries(
            Map.entry("ArXiv", 8.96),
            Map.entry("BookCorpus2", 0.75),
            Map.entry("Books3", 12.07),
            Map.entry("DM Mathematics", 1.24),
            Map.entry("Enron Emails", 0.14),
            Map.entry("EuroParl", 0.73),
            Map.entry("FreeLaw", 6.12),
            Map.entry("Github", 7.59),
            Map.entry("Gutenberg (PG-19)", 2.17),
            Map.entry("HackerNews", 0.62),
            Map.entry("NIH ExPorter", 0.3),
            Map.entry("OpenSubtitles", 1.55),
            Map.entry("OpenWebText2", 10.01),
            Map.entry("PhilPapers", 0.38),
            Map.entry("Pile-CC", 18.11),
            Map.entry("PubMed Abstracts", 3.07),
            Map.entry("PubMed Central", 14.4),
            Map.entry("StackExchange", 5.13),
            Map.entry("USPTO Backgrounds", 3.65),
            Map.entry("Ubuntu IRC", 0.88),
            Map.entry("Wikipedia (en)", 1.53),
            Map.entry("YoutubeSubtitles", 0.6))));

    private PileWeights() {}

    /**
     * {@return the weight of a set in percent; empty for a name that is not the Pile's}
     *
     * @param domain name of the set, such as {@code Github}
     */
    public static OptionalDouble of(String domain) {
        Double weight = ALL.get(domain);
        return weight == null ? OptionalDouble.empty() : OptionalDouble.of(weight);
    }
}
