package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.study.Cost;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyResult;
import org.ttt4j.study.StudyScore;

/** Does one task with the method of its arm, on an opened model. Borrows its parts. Thread-safe. */
final class StudyMethods {

    private final StudyModel model;
    private final List<Integer> counts;
    private final List<EvaluationDocument> validation;
    private final BiPredicate<StudyResult.Key, List<StudyScore>> examples;
    private final Map<String, List<Double>> weights = new ConcurrentHashMap<>();

    /**
     * Methods.
     *
     * @param counts C counts, the first 0
     * @param validation documents to choose the weights of interpolations on
     * @param examples says of a document and its scores whether it is kept in full
     */
    StudyMethods(
            StudyModel model,
            List<Integer> counts,
            List<EvaluationDocument> validation,
            BiPredicate<StudyResult.Key, List<StudyScore>> examples) {
        this.model = model;
        this.counts = List.copyOf(counts);
        this.validation = List.copyOf(validation);
        this.examples = examples;
    }

    /** Scores the document of a task at every count; throws what the parts throw. */
    void run(StudyWork work, Lookahead lookahead, RunControl control) {
        StudyTask task = work.task();
        List<String> texts = List.of();
        if (task.retriever().isPresent()) {
            Retriever retriever = task.retriever().orElseThrow();
            work.retrieved(work.clock()
                    .time("wait", () -> lookahead.get(task.document().id(), retriever.key())));
            work.selected(work.clock().time("select", () -> select(task, work.retrieved())));
            texts = work.clock().time("select", () -> retriever
                    .corpus()
                    .texts(work.selection().ids()));
        }
        switch (task.run().arm().method()) {
            case TRAIN -> train(work, texts, control);
            case BASE -> base(work, control);
            case IN_CONTEXT -> inContext(work, texts, control);
            case INTERPOLATION -> interpolate(work, texts, control);
            case DYNAMIC_EVALUATION -> new DynamicEvaluation(model, work, control).run(counts, scored(work, control));
        }
    }

    private Selection select(StudyTask task, Retrieved retrieved) {
        return select(
                task.retriever().orElseThrow(),
                task.selector().orElseThrow(),
                retrieved.query(),
                retrieved.candidates().neighbors());
    }

    private Selection select(Retriever retriever, Selector selector, EmbeddingBatch query, List<Neighbor> candidates) {
        if (candidates.isEmpty()) {
            return new Selection(List.of());
        }
        long[] ids = candidates.stream().mapToLong(Neighbor::id).toArray();
        EmbeddingBatch vectors = retriever
                .index()
                .capability(VectorIndex.Reconstruction.class)
                .orElseThrow(() -> new IllegalStateException("an index directory without exact vectors"))
                .reconstruct(ids);
        return selector.select(new Selector.Request(query, candidates, vectors, counts.get(counts.size() - 1)));
    }

    private void train(StudyWork work, List<String> texts, RunControl control) {
        try (Trainer.Session session = model.trainer().begin(control)) {
            new StudyTraining(model, work, session, texts, control).run(counts);
            StudyTask task = work.task();
            Optional<StudyExample> example = examples.test(task.key(), work.scores())
                    ? Optional.of(work.clock().time("example", () -> ShownExample.of(work, session, texts, control)))
                    : Optional.empty();
            example.ifPresent(work::example);
            work.clock().time("reset", session::reset);
        }
    }

    private void base(StudyWork work, RunControl control) {
        Score base = scored(work, control);
        counts.forEach(count -> work.score(count, 0, base, Cost.NONE));
    }

    private Score scored(StudyWork work, RunControl control) {
        try (Trainer.Session session = model.trainer().begin(control)) {
            return model.base(work, session, control);
        }
    }

    private void inContext(StudyWork work, List<String> texts, RunControl control) {
        try (Trainer.Session session = model.trainer().begin(control)) {
            new InContext(model, work, session, texts, control).run(counts);
        }
    }

    private void interpolate(StudyWork work, List<String> texts, RunControl control) {
        List<Double> chosen = weights(work, control);
        try (Trainer.Session session = model.trainer().begin(control)) {
            Score base = model.base(work, session, control);
            work.score(0, 0, base, Cost.NONE);
            List<Neighbor> neighbors = chosen(work.selection(), work.retrieved());
            Interpolation mixed = work.clock()
                    .time(
                            "score",
                            () -> Interpolation.of(
                                    session, work.text().scored(), base, neighbors, texts, counts, control));
            for (int place = 0; place < chosen.size(); place++) {
                int count = counts.get(place + 1);
                double weight = chosen.get(place);
                double bits = mixed.bits(place, weight);
                work.detail("weight-" + count, weight);
                work.score(
                        count,
                        Math.min(count, texts.size()),
                        new Score(bits, base.bytes(), base.tokens()),
                        new Cost(work.seconds(), 0, 0));
            }
        }
    }

    /** The picks with their similarities, in order. */
    private static List<Neighbor> chosen(Selection selection, Retrieved retrieved) {
        return Chosen.of(selection, retrieved.candidates().neighbors()).stream()
                .map(pick -> new Neighbor(pick.id(), pick.similarity()))
                .toList();
    }

    /** The weight of each count above 0, chosen once on documents that no arm is scored on. */
    private List<Double> weights(StudyWork work, RunControl control) {
        StudyTask task = work.task();
        String key = task.run().arm().name() + "/" + task.run().seed();
        // One thread finds them; others that need them wait for it here.
        return weights.computeIfAbsent(key, absent -> work.clock().time("fit", () -> fitted(task, control)));
    }

    private List<Double> fitted(StudyTask task, RunControl control) {
        if (validation.isEmpty()) {
            throw new IllegalArgumentException(
                    "interpolation has no documents to choose its weight on, wanted study.data.validation, or a"
                            + " study.data.sample.per-domain that leaves some of other sources over");
        }
        Retriever retriever = task.retriever().orElseThrow();
        List<Interpolation> all = new ArrayList<>();
        try (Trainer.Session session = model.trainer().begin(control)) {
            for (EvaluationDocument document : validation) {
                control.checkCancelled();
                EmbeddingBatch query = retriever.embed(document, control);
                Retrieved found = retriever.search(document, query, 0, false, control);
                Selection selection = select(
                        retriever,
                        task.selector().orElseThrow(),
                        query,
                        found.candidates().neighbors());
                String scored = retriever.split(document).scored();
                all.add(Interpolation.of(
                        session,
                        scored,
                        StudyModel.score(session, scored, control),
                        chosen(selection, found),
                        retriever.corpus().texts(selection.ids()),
                        counts,
                        control));
            }
        }
        List<Double> fitted = new ArrayList<>();
        for (int place = 0; place + 1 < counts.size(); place++) {
            fitted.add(Interpolation.best(all, place));
        }
        return List.copyOf(fitted);
    }
}
