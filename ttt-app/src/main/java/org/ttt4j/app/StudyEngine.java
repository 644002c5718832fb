package org.ttt4j.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Trainer;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyLog;
import org.ttt4j.study.StudyResult;
import org.ttt4j.study.StudyScore;
import org.ttt4j.study.StudyTiming;

/**
 * Runs what the log of a study does not hold yet: model after model, document after document ({@link DocumentLoop}), on each
 * all arms of the model. Each result is on disk before the next is asked for. Confined to one thread.
 */
final class StudyEngine {

    private final StudyFile file;
    private final StudyDocuments documents;
    private final StudyParts parts;
    private final StudyLog log;
    private final StudyExamples examples;
    private final StudyProgress progress;
    private final RunControl control;
    private double wallSeconds;
    private double sessionSeconds;
    private double workSeconds;
    private int mostSessions = 1;

    StudyEngine(
            StudyFile file,
            StudyDocuments documents,
            StudyParts parts,
            StudyLog log,
            StudyExamples examples,
            StudyProgress progress,
            RunControl control) {
        this.file = file;
        this.documents = documents;
        this.parts = parts;
        this.log = log;
        this.examples = examples;
        this.progress = progress;
        this.control = control;
    }

    /** Runs of one trainer, by what decides it, in the order of the arms. */
    static Map<String, List<StudyRun>> groups(List<StudyRun> runs) {
        Map<String, List<StudyRun>> groups = new LinkedHashMap<>();
        runs.forEach(run ->
                groups.computeIfAbsent(run.trainer(), key -> new ArrayList<>()).add(run));
        return groups;
    }

    /**
     * Sessions at the same time: as the file says, or as many as the trainer's threads leave cores for.
     *
     * @param cores of the machine
     */
    static int parallelism(StudyFile file, Configuration configuration, int cores) {
        if (file.parallelism().isPresent()) {
            return file.parallelism().orElseThrow();
        }
        String key =
                Slot.TRAINER.path(configuration.chosen(Slot.TRAINER).provider().id()) + ".threads";
        String threads = configuration.values().getOrDefault(key, "1");
        int each = threads.matches("[0-9]{1,6}") ? Integer.parseInt(threads) : 1;
        return each == 0 ? 1 : Math.max(1, cores / each);
    }

    /** The configuration of a trainer that can open as many sessions, if it has such a key. */
    static Configuration withSessions(Configuration configuration, int sessions) {
        String key =
                Slot.TRAINER.path(configuration.chosen(Slot.TRAINER).provider().id()) + ".max-sessions";
        return configuration.defaults().hasPath(key)
                ? configuration.with(key, String.valueOf(sessions), "study.parallelism")
                : configuration;
    }

    /**
     * Runs.
     *
     * @throws CancellationException if cancelled; the log holds what was finished
     * @throws IOException if the log cannot be written
     */
    void run() throws IOException {
        for (List<StudyRun> group : groups(StudyRun.of(file.arms())).values()) {
            List<StudyTask> tasks = tasks(group);
            if (!tasks.isEmpty()) {
                run(group, tasks);
            }
        }
        examples.tidy();
    }

    /** How the time was spent, until now; empty if nothing was left to do. */
    Optional<StudyTiming> timing() {
        return wallSeconds > 0
                ? Optional.of(new StudyTiming(wallSeconds, mostSessions, sessionSeconds, workSeconds))
                : Optional.empty();
    }

    /** Documents in their order, and on each the arms in theirs: a prefix of the documents has seen all arms. */
    private List<StudyTask> tasks(List<StudyRun> group) {
        Map<StudyRun, Optional<Retriever>> retrievers = new LinkedHashMap<>();
        List<StudyTask> tasks = new ArrayList<>();
        for (EvaluationDocument document : documents.test().documents()) {
            for (StudyRun run : group) {
                if (!log.holds(new StudyResult.Key(run.arm().name(), document.id(), run.seed()))) {
                    Optional<Retriever> retriever = retrievers.computeIfAbsent(
                            run,
                            one -> one.arm().method().usesNeighbors()
                                    ? Optional.of(
                                            parts.retriever(one, file.counts().largest()))
                                    : Optional.empty());
                    Optional<Selector> selector = retriever.map(searched -> parts.selector(run));
                    tasks.add(new StudyTask(run, document, retriever, selector));
                }
            }
        }
        return tasks;
    }

    private void run(List<StudyRun> group, List<StudyTask> tasks) throws IOException {
        long start = System.nanoTime();
        Configuration configuration = group.get(0).configuration();
        int wanted = parallelism(file, configuration, Runtime.getRuntime().availableProcessors());
        try (Backends backends = new Backends(withSessions(configuration, wanted))) {
            Trainer trainer = backends.trainer();
            int sessions = Math.min(wanted, trainer.traits().maxSessions());
            StudyModel model = new StudyModel(trainer);
            rememberBases(group, model);
            StudyMethods methods =
                    new StudyMethods(model, file.counts().values(), documents.validation(), examples::wanted);
            try {
                new DocumentLoop(methods::run, sessions, file.data().maxBytes()).run(tasks, this::keep, control);
            } finally {
                double seconds = (System.nanoTime() - start) / 1e9;
                wallSeconds += seconds;
                sessionSeconds += sessions * seconds;
                mostSessions = Math.max(mostSessions, sessions);
            }
        }
    }

    /** What an earlier run has scored under the same base weights. */
    private void rememberBases(List<StudyRun> group, StudyModel model) {
        Map<String, Boolean> arms = new LinkedHashMap<>();
        group.forEach(run -> arms.put(run.arm().name(), run.arm().options().splitText()));
        for (StudyResult result : log.results()) {
            if (result instanceof StudyResult.Scored scored && arms.containsKey(scored.arm())) {
                StudyScore base = scored.scores().get(0);
                model.known(
                        scored.document(), arms.get(scored.arm()), new Score(base.bits(), base.bytes(), base.tokens()));
            }
        }
    }

    /** First the example, then the line: a kill in between does both again. */
    private void keep(StudyOutcome outcome) throws IOException {
        workSeconds += outcome.work().map(StudyWork::working).orElse(0.0);
        Optional<StudyExample> example = outcome.work().flatMap(StudyWork::example);
        if (example.isPresent()) {
            examples.write(example.orElseThrow());
        }
        String source = StudyDocuments.source(file.data(), outcome.task().document());
        StudyResult result = outcome.work()
                .<StudyResult>map(work -> work.result(source))
                .orElseGet(() -> outcome.task().failed(source, outcome.error()));
        log.append(result);
        progress.add(result);
    }
}
