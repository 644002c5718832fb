package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;
import org.ttt4j.store.OnBadLine;
import org.ttt4j.study.SourceGroup;

/** Chooses what the demo evaluates on: as many documents of each domain, from as many files as there are. */
final class DemoDocuments {

    private DemoDocuments() {}

    /**
     * The first piece of each held-out file, then the second of each, until a domain has enough; the domains take turns.
     *
     * @param heldOut file of held-out documents
     * @param perDomain how many of each domain
     */
    static List<EvaluationDocument> choose(Path heldOut, int perDomain) throws IOException {
        Map<String, List<Ranked>> domains = new LinkedHashMap<>();
        Map<String, Integer> pieces = new HashMap<>();
        BadLines none = new BadLines(OnBadLine.FAIL);
        try (CorpusReader reader = CorpusReader.open(heldOut, Integer.MAX_VALUE - 8, none)) {
            for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                CorpusDocument document = next.orElseThrow();
                long id = reader.line() - 1;
                String file = SourceGroup.of(document.domain(), document.source(), id);
                int rank = pieces.merge(file, 1, Integer::sum);
                domains.computeIfAbsent(document.domain(), domain -> new ArrayList<>())
                        .add(new Ranked(
                                rank,
                                new EvaluationDocument(id, document.domain(), document.source(), document.text())));
            }
        }
        domains.values().forEach(documents -> documents.sort(Comparator.comparingInt(Ranked::rank)));
        List<EvaluationDocument> chosen = new ArrayList<>();
        for (int turn = 0; turn < perDomain; turn++) {
            for (List<Ranked> documents : domains.values()) {
                if (turn < documents.size()) {
                    chosen.add(documents.get(turn).document());
                }
            }
        }
        return chosen;
    }

    private record Ranked(int rank, EvaluationDocument document) {}
}
