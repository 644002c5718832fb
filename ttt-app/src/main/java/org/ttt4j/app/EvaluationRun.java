package org.ttt4j.app;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.RunControl;

/** One evaluation from the documents to the summary, with a progress bar that shows the result so far. */
final class EvaluationRun {

    private final NeighborCounts counts;
    private final long seed;
    private final ProgressLine progress;
    private final RunControl control;
    private Bits running = new Bits(0, 0);

    /**
     * An evaluation.
     *
     * @param seed of the bootstrap
     * @param progress where the bar is
     * @param control cancels
     */
    EvaluationRun(NeighborCounts counts, long seed, ProgressLine progress, RunControl control) {
        this.counts = counts;
        this.seed = seed;
        this.progress = progress;
        this.control = control;
    }

    /** Bits under the base model and after the last count, over all documents so far. */
    private record Bits(double base, double last) {}

    /**
     * Runs what the log does not hold yet and sums up everything.
     *
     * @param name of the bar
     * @throws CancellationException if cancelled; the log holds what was finished
     */
    Summary run(String name, Evaluation evaluation, List<EvaluationDocument> documents, ResultLog log)
            throws IOException {
        return run("", new WorkCount(name, log.results().size(), documents.size()), evaluation, documents, log);
    }

    /**
     * The same as a part of more work.
     *
     * @param part what stands before the result so far
     * @param work of which every document that the log does not hold yet is one
     */
    Summary run(String part, WorkCount work, Evaluation evaluation, List<EvaluationDocument> documents, ResultLog log)
            throws IOException {
        running = new Bits(0, 0);
        log.results().forEach(this::add);
        progress.suffix(part);
        control.report(work.now());
        try {
            evaluation.run(
                    documents,
                    log,
                    result -> {
                        add(result);
                        progress.suffix(suffix(part));
                        control.report(work.next());
                    },
                    control);
        } finally {
            progress.suffix("");
            progress.clear();
        }
        return Summary.of(log.results(), counts, seed);
    }

    private void add(DocumentResult result) {
        if (result instanceof DocumentResult.Scored scored) {
            running = new Bits(
                    running.base() + scored.scores().get(0).bits(),
                    running.last() + scored.scores().get(counts.last()).bits());
        }
    }

    private String suffix(String part) {
        return running.base() > 0
                ? String.format(
                        Locale.ROOT,
                        "%s%.1f%% of base",
                        part.isEmpty() ? "" : part + " ",
                        100 * running.last() / running.base())
                : part;
    }
}
