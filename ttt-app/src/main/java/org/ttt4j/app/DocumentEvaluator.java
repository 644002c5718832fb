package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ttt4j.api.Candidates;
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

/**
 * Evaluates one document at every neighbour count in one pass: the picks of the largest count are made once, and
 * training goes on from count to count. This equals separate runs because selectors are greedy: the first n of N picks
 * are the picks of a budget of n. Borrows its parts. Thread-safe if they are.
 */
final class DocumentEvaluator {

    private final Embedder embedder;
    private final Corpus corpus;
    private final Trainer trainer;
    private final TestTimeTraining pipeline;
    private final EvaluationPlan plan;
    private final DocumentStarts starts;
    private final ExcludeSettings exclude;

    /** Takes opened parts, all but the selector from an assembly. */
    DocumentEvaluator(Assembly assembly, Selector selector, EvaluationPlan plan) {
        this(assembly, selector, plan, DocumentStarts.forgotten());
    }

    /**
     * The same, one of several that differ in their selector only.
     *
     * @param starts what another one has found out already
     */
    DocumentEvaluator(Assembly assembly, Selector selector, EvaluationPlan plan, DocumentStarts starts) {
        this.pipeline = assembly.pipeline(selector);
        this.embedder = assembly.embedder();
        this.corpus = assembly.corpus();
        this.trainer = assembly.trainer();
        this.exclude = assembly.configuration().app().exclude();
        this.plan = Objects.requireNonNull(plan, "plan");
        this.starts = Objects.requireNonNull(starts, "starts");
    }

    /** Evaluates; throws what the parts throw. Counts above the number of picks repeat the last score. */
    DocumentResult.Scored evaluate(EvaluationDocument document, RunControl control) {
        if (document.text().isBlank()) {
            throw new IllegalArgumentException("the document has no text");
        }
        TextSplit text = plan.splitText() ? TextSplit.halves(document.text()) : TextSplit.whole(document.text());
        StageClock clock = new StageClock();
        Optional<DocumentStarts.Start> known = starts.find(document.id());
        EmbeddingBatch query = known.map(DocumentStarts.Start::query) // (1, d)
                .orElseGet(() -> clock.time("embed", () -> embedder.embed(List.of(text.query()), control)));
        // Judged by the whole document: what is scored may not be learned, whatever is searched for.
        Candidates candidates = known.map(DocumentStarts.Start::found)
                .orElseGet(() -> clock.time(
                        "search",
                        () -> pipeline.candidates(
                                query,
                                plan.candidates(),
                                exclude.exclusion(corpus, document.text(), document.source()),
                                control)));
        List<Neighbor> found = candidates.neighbors(); // K
        Selection selection = clock.time(
                "select", () -> pipeline.select(query, found, plan.counts().largest(), control));
        List<String> texts = corpus.texts(selection.ids());
        List<DocumentResult.StepLoss> losses = new ArrayList<>();
        List<Score> scores = new ArrayList<>();
        try (Trainer.Session session = trainer.begin(control)) {
            scores.add(known.map(DocumentStarts.Start::base)
                    .orElseGet(() -> clock.time("score", () -> score(session, text.scored(), control))));
            starts.keep(document.id(), new DocumentStarts.Start(query, candidates, scores.get(0)));
            int trained = 0;
            for (int count : plan.counts().trained()) {
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
                candidates.excluded(),
                selection.priorUncertainty(),
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
