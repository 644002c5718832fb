package org.ttt4j.app;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ttt4j.api.Excluded;
import org.ttt4j.api.Exclusion;
import org.ttt4j.api.Score;

/** Evaluation results made up for tests. */
final class Results {

    static final NeighborCounts COUNTS = new NeighborCounts(List.of(0, 1, 5));

    private Results() {}

    /** A scored document; one number of bits per count. */
    static DocumentResult.Scored scored(long id, String domain, String source, long bytes, double... bits) {
        List<Score> scores = Arrays.stream(bits)
                .mapToObj(value -> new Score(value, bytes, bytes / 2))
                .toList();
        return new DocumentResult.Scored(
                id,
                domain,
                source,
                List.of(new Chosen(3, 0.75f, 0.5), new Chosen(3, 0.75f, Double.NaN)),
                List.of(new Excluded(4, Exclusion.NEAR_DUPLICATE, 0.875), Excluded.by(Exclusion.SOURCE, 5)),
                1.25,
                List.of(new DocumentResult.StepLoss(3, 2.25), new DocumentResult.StepLoss(3, 1.0 / 3)),
                scores,
                Map.of("train", 0.125));
    }

    /** A scored document whose selection left these uncertainties, one per pick. */
    static DocumentResult.Scored selected(long id, double prior, List<Double> uncertainties, double... bits) {
        DocumentResult.Scored scored = scored(id, "law", "a" + id, 100, bits);
        return new DocumentResult.Scored(
                id,
                scored.domain(),
                scored.source(),
                uncertainties.stream()
                        .map(uncertainty -> new Chosen(3, 0.75f, uncertainty))
                        .toList(),
                List.of(),
                prior,
                scored.losses(),
                scored.scores(),
                scored.seconds());
    }

    static DocumentResult.Failed failed(long id, String domain) {
        return new DocumentResult.Failed(id, domain, "s" + id, "the model said \"no\"\nand meant it");
    }

    /** Scores that follow from the id alone. */
    static DocumentResult.Scored of(EvaluationDocument document) {
        double base = 1000 + document.id() * Math.PI;
        return scored(document.id(), document.domain(), document.source(), 300, base, base * 0.9, base / 1.3);
    }

    static List<EvaluationDocument> documents(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new EvaluationDocument(i, "domain-" + i % 3, "file-" + i / 2 + "#" + i % 2, "text " + i))
                .toList();
    }
}
