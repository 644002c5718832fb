package org.ttt4j.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Undo;

/** Evaluates the arms of a sweep on the same documents and compares them. Confined to one thread. */
final class TuneRun {

    private final Assembly assembly;
    private final EvaluationPlan plan;
    private final List<EvaluationDocument> documents;
    private final Invocation invocation;

    TuneRun(Assembly assembly, EvaluationPlan plan, List<EvaluationDocument> documents, Invocation invocation) {
        this.assembly = assembly;
        this.plan = plan;
        this.documents = List.copyOf(documents);
        this.invocation = invocation;
    }

    /** How many times a document is evaluated, all arms together. */
    int evaluations(TuneDirectory directory) {
        return directory.arms().size() * documents.size();
    }

    /**
     * Runs what the logs do not hold yet.
     *
     * @return one point per arm, all over the same documents: those that every arm scored
     * @throws java.util.concurrent.CancellationException if cancelled; the logs hold what was finished
     */
    List<TunePoint> run(TuneDirectory directory) throws IOException {
        List<TuneArm> arms = directory.arms();
        try (Undo opened = new Undo()) {
            List<EvaluationArm> all = new ArrayList<>();
            for (TuneArm arm : arms) {
                Selector selector =
                        opened.push(new Backends(arm.configuration())).selector(arm.selector());
                all.add(new EvaluationArm(arm.name(), arm.configuration(), selector, directory.log(arm)));
            }
            new Evaluation(assembly, plan, invocation.progress(), invocation.control()).run("tune", all, documents);
        }
        for (TuneArm arm : arms) {
            directory.finish(
                    arm,
                    Summary.of(directory.log(arm).results(), plan.counts(), plan.seed())
                            .toJson());
        }
        Set<Long> common = scoredByAll(directory);
        List<TunePoint> points = new ArrayList<>();
        for (TuneArm arm : arms) {
            List<DocumentResult> results = directory.log(arm).results().stream()
                    .filter(result -> common.contains(result.id()))
                    .toList();
            points.add(new TunePoint(arm.selector(), arm.lambda(), Summary.of(results, plan.counts(), plan.seed())));
        }
        return List.copyOf(points);
    }

    private static Set<Long> scoredByAll(TuneDirectory directory) {
        Set<Long> common = null;
        for (TuneArm arm : directory.arms()) {
            Set<Long> scored = new HashSet<>();
            for (DocumentResult result : directory.log(arm).results()) {
                if (result instanceof DocumentResult.Scored) {
                    scored.add(result.id());
                }
            }
            if (common == null) {
                common = scored;
            } else {
                common.retainAll(scored);
            }
        }
        return common;
    }
}
