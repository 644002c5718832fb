package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Exclusion;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Settings;
import org.ttt4j.store.CorpusDocument;

/**
 * The contamination guard: which documents no query may learn from, and which not this one; below {@code ttt.exclude}.
 * Off by default. Thread-safe.
 *
 * @param ids documents by id
 * @param sources names of sources, without the number of a piece, where {@code *} stands for any characters
 * @param sameSource whether documents of the query's own source are taken out
 * @param nearDuplicates from which overlap on near-duplicates of the query are taken out; 0 for none
 */
record ExcludeSettings(IdSet ids, List<String> sources, boolean sameSource, double nearDuplicates) {

    ExcludeSettings {
        sources = List.copyOf(sources);
    }

    /** Reads keys below {@code ttt}. */
    static ExcludeSettings from(Settings settings) {
        return new ExcludeSettings(
                ids(settings, "exclude.ids"),
                words(settings, "exclude.sources").toList(),
                settings.flag("exclude.same-source", false),
                settings.number("exclude.near-duplicates", 0, 0, 1));
    }

    /**
     * The rules for one query.
     *
     * @param corpus what is searched
     * @param text all of the query's document, also what is scored only
     * @param source where it comes from; empty if that is not known
     * @throws CommandException if documents of the same source are to be taken out and there is no source
     */
    Exclusion exclusion(Corpus corpus, String text, String source) {
        List<Exclusion> rules = new ArrayList<>();
        if (!ids.isEmpty()) {
            rules.add(Exclusion.ids(ids));
        }
        if (!sources.isEmpty()) {
            Predicate<String> named = pattern().asMatchPredicate();
            rules.add(Exclusion.sources(corpus, other -> named.test(CorpusDocument.whole(other))));
        }
        if (sameSource) {
            if (source.isEmpty()) {
                throw CommandException.failed(
                        "ttt.exclude.same-source = true, but nothing says where the text comes from, wanted meta.source"
                                + " of a document or --source of a prompt");
            }
            String own = CorpusDocument.whole(source);
            rules.add(Exclusion.sources(
                    corpus, other -> CorpusDocument.whole(other).equals(own)));
        }
        if (nearDuplicates > 0) {
            rules.add(Exclusion.nearDuplicates(corpus, text, nearDuplicates));
        }
        return rules.isEmpty() ? Exclusion.NONE : Exclusion.any(rules);
    }

    private Pattern pattern() {
        return Pattern.compile(
                sources.stream()
                        .map(name -> Stream.of(name.split("\\*", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")))
                        .collect(Collectors.joining("|")),
                Pattern.DOTALL);
    }

    private static IdSet ids(Settings settings, String key) {
        try {
            return IdSet.of(words(settings, key).mapToLong(Long::parseLong).toArray());
        } catch (IllegalArgumentException wrong) { // NumberFormatException is one
            throw settings.refuse(
                    key, "found \"" + settings.string(key, "") + "\", wanted ids >= 0 with commas between them");
        }
    }

    private static Stream<String> words(Settings settings, String key) {
        return Stream.of(settings.string(key, "").split(",")).map(String::strip).filter(word -> !word.isEmpty());
    }
}
