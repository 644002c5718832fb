package org.ttt4j.app;

import java.util.Optional;
import org.ttt4j.api.Selector;
import org.ttt4j.study.StudyResult;

/**
 * One run on one document. Thread-safe if the selector is.
 *
 * @param run arm and seed
 * @param document to score
 * @param retriever what it searches with; empty for methods without neighbours
 * @param selector what chooses among the candidates; empty for methods without neighbours
 */
record StudyTask(
        StudyRun run, EvaluationDocument document, Optional<Retriever> retriever, Optional<Selector> selector) {

    /** What its line is about. */
    StudyResult.Key key() {
        return new StudyResult.Key(run.arm().name(), document.id(), run.seed());
    }

    /** The document cut in what is searched for and what is scored. */
    TextSplit split() {
        return run.arm().options().splitText() ? TextSplit.halves(document.text()) : TextSplit.whole(document.text());
    }

    /** Its line if nothing could be scored. */
    StudyResult.Failed failed(String source, String error) {
        return new StudyResult.Failed(run.arm().name(), document.id(), run.seed(), document.domain(), source, error);
    }
}
