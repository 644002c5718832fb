package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;

class EvaluationTests {

    private static final List<EvaluationDocument> DOCUMENTS = Results.documents(40);

    @TempDir
    private Path directory;

    @Test
    void resultsDoNotDependOnTheNumberOfWorkers() throws IOException {
        List<DocumentResult> alone = sorted(run("1", 1, (document, control) -> Results.of(document)));
        assertThat(alone).hasSize(DOCUMENTS.size());
        for (int workers : new int[] {2, 5, 64}) {
            assertThat(sorted(run("w" + workers, workers, EvaluationTests::slowly)))
                    .isEqualTo(alone);
        }
    }

    @Test
    void finishedDocumentsAreNotDoneAgain() throws IOException {
        run("again", 3, (document, control) -> Results.of(document));
        AtomicInteger calls = new AtomicInteger();
        assertThat(run("again", 3, (document, control) -> {
                    calls.incrementAndGet();
                    return Results.of(document);
                }))
                .hasSize(DOCUMENTS.size());
        assertThat(calls).hasValue(0);
    }

    @Test
    void aFailureIsCountedAndTheOthersGoOn() throws IOException {
        List<DocumentResult> results = run("failing", 4, (document, control) -> {
            if (document.id() % 10 == 3) {
                throw new BackendException("fake", "found a loss of NaN, wanted a finite one");
            }
            return Results.of(document);
        });
        assertThat(results).hasSize(DOCUMENTS.size());
        assertThat(results)
                .filteredOn(DocumentResult.Failed.class::isInstance)
                .hasSize(4)
                .allMatch(failed -> ((DocumentResult.Failed) failed).error().contains("NaN"));
    }

    @Test
    void cancellingKeepsWhatIsDoneAndLeavesNoThread() throws IOException {
        RunControl control = RunControl.silent();
        AtomicInteger heard = new AtomicInteger();
        Path file = directory.resolve("cancelled");
        try (ResultLog log = ResultLog.open(file, Results.COUNTS)) {
            Evaluation evaluation = new Evaluation(EvaluationTests::waitingFromTheTenthOn, 3);
            assertThatThrownBy(() -> evaluation.run(
                            DOCUMENTS,
                            log,
                            result -> {
                                if (heard.incrementAndGet() == 5) {
                                    control.cancel();
                                }
                            },
                            control))
                    .isInstanceOf(CancellationException.class);
            assertThat(log.results()).hasSizeBetween(5, 10).hasSize(heard.get());
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("evaluation-"));
    }

    @Test
    void anErrorOfAWorkerReachesTheCaller() throws IOException {
        try (ResultLog log = ResultLog.open(directory.resolve("error"), Results.COUNTS)) {
            Evaluation evaluation = new Evaluation(
                    (document, control) -> {
                        throw new OutOfMemoryError("made up");
                    },
                    2);
            assertThatThrownBy(() -> evaluation.run(DOCUMENTS, log, result -> {}, RunControl.silent()))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(log.results()).isEmpty();
        }
    }

    private static DocumentResult.Scored slowly(EvaluationDocument document, RunControl control) {
        try {
            Thread.sleep(document.id() % 4);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        control.checkCancelled();
        return Results.of(document);
    }

    /** Ends only when cancelled, however slow the machine is. */
    private static DocumentResult.Scored waitingFromTheTenthOn(EvaluationDocument document, RunControl control) {
        while (document.id() >= 10) {
            control.checkCancelled();
            Thread.onSpinWait();
        }
        return Results.of(document);
    }

    private List<DocumentResult> run(
            String name, int workers, BiFunction<EvaluationDocument, RunControl, DocumentResult.Scored> evaluator)
            throws IOException {
        try (ResultLog log = ResultLog.open(directory.resolve(name), Results.COUNTS)) {
            new Evaluation(evaluator, workers).run(DOCUMENTS, log, result -> {}, RunControl.silent());
        }
        try (ResultLog log = ResultLog.open(directory.resolve(name), Results.COUNTS)) {
            return log.results();
        }
    }

    private static List<DocumentResult> sorted(List<DocumentResult> results) {
        List<DocumentResult> sorted = new ArrayList<>(results);
        sorted.sort(Comparator.comparingLong(DocumentResult::id));
        return sorted;
    }
}
