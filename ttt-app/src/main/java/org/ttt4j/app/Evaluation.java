package org.ttt4j.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Trainer;

/**
 * Measures documents with one arm or several of an opened assembly, by the loop of studies ({@link DocumentLoop}): document
 * after document, on each all arms. Borrows the assembly. Confined to one thread.
 */
final class Evaluation {

    private final Assembly assembly;
    private final EvaluationPlan plan;
    private final ProgressLine line;
    private final RunControl control;

    /**
     * An evaluation.
     *
     * @param assembly of all parts but the selectors
     * @param line where the bar is
     * @param control cancels
     */
    Evaluation(Assembly assembly, EvaluationPlan plan, ProgressLine line, RunControl control) {
        this.assembly = assembly;
        this.plan = plan;
        this.line = line;
        this.control = control;
    }

    /**
     * Does what the logs do not hold yet; each result is on disk before the next is asked for.
     *
     * @param bar name of the bar
     * @throws CancellationException if cancelled; the logs hold what was finished
     * @throws IOException if a log cannot be written
     */
    void run(String bar, List<EvaluationArm> arms, List<EvaluationDocument> documents) throws IOException {
        Trainer trainer = assembly.trainer();
        StudyModel model = new StudyModel(trainer);
        StudyProgress progress = new StudyProgress(
                bar, arms.stream().map(EvaluationArm::name).toList(), arms.size() * documents.size(), line, control);
        Map<String, ResultLog> logs = new LinkedHashMap<>();
        for (EvaluationArm arm : arms) {
            logs.put(arm.name(), arm.log());
            for (DocumentResult result : arm.log().results()) {
                progress.known(arm.name(), result);
                if (result instanceof DocumentResult.Scored scored) {
                    model.known(scored.id(), plan.splitText(), scored.scores().get(0));
                }
            }
        }
        StudyMethods methods = new StudyMethods(model, plan.counts().values(), List.of(), (document, scores) -> false);
        DocumentLoop loop = new DocumentLoop(methods::run, trainer.traits().maxSessions(), Long.MAX_VALUE);
        progress.begin();
        try {
            loop.run(
                    tasks(arms, documents),
                    outcome -> {
                        String arm = outcome.task().run().arm().name();
                        DocumentResult result = DocumentResult.of(outcome);
                        logs.get(arm).append(result);
                        progress.add(arm, result);
                    },
                    control);
        } finally {
            progress.end();
        }
    }

    private List<StudyTask> tasks(List<EvaluationArm> arms, List<EvaluationDocument> documents) {
        Optional<Retriever> retriever = Optional.of(new Retriever(
                "the index",
                "the embedder",
                assembly.embedder(),
                assembly.index(),
                assembly.corpus(),
                assembly.preselection(),
                plan.candidates(),
                assembly.configuration().app().exclude(),
                plan.splitText()));
        Map<EvaluationArm, StudyRun> runs = new LinkedHashMap<>();
        for (EvaluationArm arm : arms) {
            ArmPlan training = ArmPlan.training(arm.name(), arm.configuration(), plan.splitText());
            runs.put(arm, new StudyRun(training, training.seeds().get(0), arm.configuration()));
        }
        List<StudyTask> tasks = new ArrayList<>();
        for (EvaluationDocument document : documents) {
            runs.forEach((arm, run) -> {
                if (!arm.log().holds(document.id())) {
                    tasks.add(new StudyTask(run, document, retriever, Optional.of(arm.selector())));
                }
            });
        }
        return tasks;
    }
}
