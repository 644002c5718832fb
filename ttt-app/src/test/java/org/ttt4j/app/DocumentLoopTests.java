package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.study.Cost;
import org.ttt4j.study.StudyResult;

class DocumentLoopTests {

    private static final List<StudyTask> TASKS = tasks(40);

    private static List<StudyTask> tasks(int count) {
        Configuration configuration =
                Configuration.load(Registry.load(List.of()), ConfigurationSources.of(List.of("ttt.trainer.use=bytes")));
        ArmPlan arm = ArmPlan.training("arm", configuration, false);
        StudyRun run = new StudyRun(arm, 0, configuration);
        return Results.documents(count).stream()
                .map(document -> new StudyTask(run, document, Optional.empty(), Optional.empty()))
                .toList();
    }

    @Test
    void resultsDoNotDependOnTheNumberOfSessions() throws IOException {
        List<Object> alone = sorted(run(1, DocumentLoopTests::score));
        assertThat(alone).hasSize(TASKS.size());
        for (int sessions : new int[] {2, 5, 64}) {
            assertThat(sorted(run(sessions, DocumentLoopTests::slowly))).isEqualTo(alone);
        }
    }

    @Test
    void aFailureIsToldAndTheOthersGoOn() throws IOException {
        List<StudyOutcome> outcomes = run(4, (work, lookahead, control) -> {
            if (work.task().document().id() % 10 == 3) {
                throw new BackendException("fake", "found a loss of NaN, wanted a finite one");
            }
            score(work, lookahead, control);
        });
        assertThat(outcomes).hasSize(TASKS.size());
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.work().isEmpty())
                .hasSize(4)
                .allMatch(failed -> failed.error().equals("fake: found a loss of NaN, wanted a finite one"));
    }

    /** A number that is none is a failure of the document, in one sentence that names the trainer. */
    @Test
    void aScoreThatIsNotFiniteIsAFailure() throws IOException {
        assertThat(run(
                        1,
                        (work, lookahead, control) ->
                                work.score(0, 0, new Score(Double.POSITIVE_INFINITY, 5, 5), Cost.NONE)))
                .allMatch(
                        failed -> failed.error().equals("bytes: found a score of Infinity bits, wanted a finite one"));
    }

    @Test
    void documentsBeyondTheLimitFail() throws IOException {
        List<StudyOutcome> outcomes = new ArrayList<>();
        new DocumentLoop(DocumentLoopTests::score, 2, 6).run(TASKS, outcomes::add, RunControl.silent());
        assertThat(outcomes).filteredOn(outcome -> outcome.work().isPresent()).hasSize(10);
        assertThat(outcomes).filteredOn(outcome -> outcome.work().isEmpty()).allMatch(failed -> failed.error()
                .equals("found a document of 7 bytes, wanted at most 6 (study.data.max-bytes)"));
    }

    @Test
    void cancellingTellsWhatIsDoneAndLeavesNoThread() {
        RunControl control = RunControl.silent();
        List<StudyOutcome> heard = new ArrayList<>();
        DocumentLoop loop = new DocumentLoop(DocumentLoopTests::waitingFromTheTenthOn, 3, Long.MAX_VALUE);
        assertThatThrownBy(() -> loop.run(
                        TASKS,
                        outcome -> {
                            heard.add(outcome);
                            if (heard.size() == 5) {
                                control.cancel();
                            }
                        },
                        control))
                .isInstanceOf(CancellationException.class);
        assertThat(heard).hasSizeBetween(5, 10);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("document-"))
                .noneMatch(thread -> thread.getName().equals("retrieval"));
    }

    @Test
    void anErrorReachesTheCaller() {
        DocumentLoop loop = new DocumentLoop(
                (work, lookahead, control) -> {
                    throw new OutOfMemoryError("made up");
                },
                2,
                Long.MAX_VALUE);
        assertThatThrownBy(() -> loop.run(TASKS, outcome -> {}, RunControl.silent()))
                .isInstanceOf(OutOfMemoryError.class);
    }

    private static void score(StudyWork work, Lookahead lookahead, RunControl control) {
        work.score(0, 0, new Score(1000 + work.task().document().id() * Math.PI, 300, 150), Cost.NONE);
    }

    private static void slowly(StudyWork work, Lookahead lookahead, RunControl control) {
        try {
            Thread.sleep(work.task().document().id() % 4);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        control.checkCancelled();
        score(work, lookahead, control);
    }

    /** Ends only when cancelled, however slow the machine is. */
    private static void waitingFromTheTenthOn(StudyWork work, Lookahead lookahead, RunControl control) {
        while (work.task().document().id() >= 10) {
            control.checkCancelled();
            Thread.onSpinWait();
        }
        score(work, lookahead, control);
    }

    private static List<StudyOutcome> run(int sessions, DocumentLoop.Method method) throws IOException {
        List<StudyOutcome> outcomes = new ArrayList<>();
        new DocumentLoop(method, sessions, Long.MAX_VALUE).run(TASKS, outcomes::add, RunControl.silent());
        return outcomes;
    }

    /** What does not depend on time and memory. */
    private static List<Object> sorted(List<StudyOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.work().orElseThrow().result(""))
                .sorted(Comparator.comparingLong(StudyResult::document))
                .<Object>map(result -> List.of(result.key(), result.domain(), result.scores()))
                .toList();
    }
}
