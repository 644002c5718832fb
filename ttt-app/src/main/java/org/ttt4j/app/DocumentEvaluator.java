package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Step;
import org.ttt4j.api.TestTimeTraining;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.VectorIndex;

/**
 * Evaluates one document at every neighbour count in one pass: the picks of the largest count are made once, and
 * training goes on from count to count. This equals separate runs because selectors are greedy: the first n of N picks
 * are the picks of a budget of n. Borrows its parts. Thread-safe if they are.
 */
final class DocumentEvaluator {

    private final Embedder embedder;
    private final VectorIndex index;
    private final Corpus corpus;
    private final Trainer trainer;
    private final TestTimeTraining pipeline;
    private final NeighborCounts counts;
    private final int candidates;
    private final boolean splitText;

    /**
     * Joins opened parts.
     *
     * @param candidates K; raised to the largest count if smaller
     * @param splitText whether the first half is the query and only the second half is scored
     */
    DocumentEvaluator(
            Embedder embedder,
            VectorIndex index,
            Corpus corpus,
            Selector selector,
            Trainer trainer,
            NeighborCounts counts,
            int candidates,
            boolean splitText) {
        this.embedder = embedder;
        this.index = index;
        this.corpus = corpus;
        this.trainer = trainer;
        this.pipeline = new TestTimeTraining(embedder, index, corpus, selector, trainer);
        this.counts = Objects.requireNonNull(counts, "counts");
        this.candidates = Math.max(candidates, counts.largest());
        this.splitText = splitText;
    }

    /** Evaluates; throws what the parts throw. Counts above the number of picks repeat the last score. */
    DocumentResult.Scored evaluate(EvaluationDocument document, RunControl control) {
        if (document.text().isBlank()) {
            throw new IllegalArgumentException("the document has no text");
        }
        TextSplit text = splitText ? TextSplit.halves(document.text()) : TextSplit.whole(document.text());
        StageClock clock = new StageClock();
        EmbeddingBatch query = clock.time("embed", () -> embedder.embed(List.of(text.query()), control)); // (1, d)
        List<Neighbor> found = clock.time(
                "search", () -> index.search(query, candidates, control).get(0)); // K, best first
        Selection selection = clock.time("select", () -> pipeline.select(query, found, counts.largest(), control));
        List<String> texts = corpus.texts(selection.ids());
        List<DocumentResult.StepLoss> losses = new ArrayList<>();
        List<Score> scores = new ArrayList<>();
        try (Trainer.Session session = trainer.begin(control)) {
            int trained = 0;
            for (int count : counts.values()) {
                int from = trained;
                int to = Math.min(count, texts.size());
                if (to > from) {
                    long[] ids = Arrays.copyOfRange(selection.ids(), from, to);
                    for (Step step : clock.time("train", () -> session.train(ids, texts.subList(from, to), control))) {
                        losses.add(new DocumentResult.StepLoss(step.neighborId(), step.loss()));
                    }
                    trained = to;
                }
                scores.add(clock.time("score", () -> score(session, text.scored(), control)));
            }
            clock.time("reset", session::reset);
        }
        return new DocumentResult.Scored(
                document.id(),
                document.domain(),
                document.source(),
                Chosen.of(selection, found),
                losses,
                scores,
                clock.seconds());
    }

    private static Score score(Trainer.Session session, String text, RunControl control) {
        Score score = session.score(List.of(text), control).get(0);
        if (!Double.isFinite(score.bits())) {
            throw new IllegalStateException("found a score of " + score.bits() + " bits, wanted a finite one");
        }
        return score;
    }
}
