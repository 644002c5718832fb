package org.ttt4j.app;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.Excluded;
import org.ttt4j.api.Score;

/** What came of one document. Thread-safe. */
sealed interface DocumentResult {

    /** Position of the document in the data file. */
    long id();

    /** Domain of the document. */
    String domain();

    /** Source of the document. */
    String source();

    /** What came of a task. */
    static DocumentResult of(StudyOutcome outcome) {
        EvaluationDocument document = outcome.task().document();
        return outcome.work()
                .<DocumentResult>map(Scored::of)
                .orElseGet(() -> new Failed(document.id(), document.domain(), document.source(), outcome.error()));
    }

    /**
     * The document was evaluated.
     *
     * @param picks what was trained on, in order
     * @param excluded neighbours that may not be trained on
     * @param priorUncertainty sigma_0, the uncertainty before the first pick; NaN if the selector does not tell it
     * @param losses every gradient step, in order
     * @param scores one per neighbour count, shape (C,), the base first
     * @param seconds wall-clock time per stage
     */
    record Scored(
            long id,
            String domain,
            String source,
            List<Chosen> picks,
            List<Excluded> excluded,
            double priorUncertainty,
            List<StepLoss> losses,
            List<Score> scores,
            Map<String, Double> seconds)
            implements DocumentResult {
        /** Copies the lists. */
        public Scored {
            picks = List.copyOf(picks);
            excluded = List.copyOf(excluded);
            losses = List.copyOf(losses);
            scores = List.copyOf(scores);
            seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
        }

        private static Scored of(StudyWork work) {
            EvaluationDocument document = work.task().document();
            Candidates candidates = work.retrieved().candidates();
            return new Scored(
                    document.id(),
                    document.domain(),
                    document.source(),
                    Chosen.of(work.selection(), candidates.neighbors()),
                    candidates.excluded(),
                    work.selection().priorUncertainty(),
                    work.steps().stream()
                            .map(step -> new StepLoss(step.id(), step.loss()))
                            .toList(),
                    work.scores().stream()
                            .map(score -> new Score(score.bits(), score.bytes(), score.tokens()))
                            .toList(),
                    work.stages());
        }
    }

    /**
     * The document could not be evaluated. It counts as a failure and in no sum.
     *
     * @param error one sentence
     */
    record Failed(long id, String domain, String source, String error) implements DocumentResult {}

    /**
     * Loss of a gradient step.
     *
     * @param id document trained on
     * @param loss nats per token before the step
     */
    record StepLoss(long id, double loss) {}
}
