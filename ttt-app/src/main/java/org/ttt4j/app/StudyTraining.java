package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;
import org.ttt4j.study.Cost;
import org.ttt4j.study.Retained;
import org.ttt4j.study.StudyScore;

/**
 * Test-time training on the picks of one document, scored at every count. Training goes on from count to count where the
 * order allows it, which equals separate runs because selectors are greedy: the first n of N picks are the picks of a
 * budget of n. Confined to one thread.
 */
final class StudyTraining {

    private final StudyModel model;
    private final StudyWork work;
    private final Trainer.Session session;
    private final RunControl control;
    private final long[] ids;
    private final List<String> texts;
    private final int[] tokens;
    private final Optional<Trainer.Online> online;
    private long trainedTokens;
    private double earlier; // seconds of counts that were trained from the beginning before this one

    /**
     * Nothing is trained yet.
     *
     * @param texts of the picks, in order
     */
    StudyTraining(StudyModel model, StudyWork work, Trainer.Session session, List<String> texts, RunControl control) {
        this.model = model;
        this.work = work;
        this.session = session;
        this.control = control;
        this.ids = work.selection().ids();
        this.texts = List.copyOf(texts);
        this.online = StudyModel.online(session);
        Map<String, Integer> known = new HashMap<>(); // some selectors pick one text many times
        this.tokens = work.clock().time("select", () -> texts.stream()
                .mapToInt(text -> known.computeIfAbsent(text, fresh -> online.map(tell -> tell.tokens(fresh).length)
                        .orElse(0)))
                .toArray());
    }

    /** Trains and scores. */
    void run(List<Integer> counts) {
        Score base = model.base(work, session, control);
        work.score(0, 0, base, Cost.NONE);
        if (work.task().run().arm().options().order().incremental()) {
            onwards(counts);
        } else {
            anew(counts);
        }
    }

    private void onwards(List<Integer> counts) {
        List<Integer> probes = probes();
        Map<Integer, Score> before = new HashMap<>();
        Map<Integer, Score> learned = new HashMap<>();
        for (int probe : probes) {
            before.put(probe, known(probe));
        }
        TreeSet<Integer> stops = new TreeSet<>(probes);
        counts.forEach(count -> stops.add(Math.min(count, texts.size())));
        int next = 1;
        int trained = 0;
        for (int stop : stops) {
            train(order(trained, stop));
            trained = stop;
            if (before.containsKey(stop)) {
                learned.put(stop, known(stop));
            }
            while (next < counts.size() && Math.min(counts.get(next), texts.size()) == stop) {
                score(counts.get(next), stop, next);
                next++;
            }
        }
        for (int probe : probes) {
            work.retained(new Retained(
                    ids[probe - 1],
                    probe,
                    before.get(probe).bytes(),
                    before.get(probe).bits(),
                    learned.get(probe).bits(),
                    known(probe).bits()));
        }
    }

    private void anew(List<Integer> counts) {
        double shared = work.seconds(); // retrieval and selection
        for (int next = 1; next < counts.size(); next++) {
            int count = Math.min(counts.get(next), texts.size());
            work.clock().time("reset", session::reset);
            trainedTokens = 0;
            earlier = work.seconds() - shared;
            train(order(0, count));
            score(counts.get(next), count, next);
        }
    }

    /** A count beyond the last pick repeats the last score. */
    private void score(int neighbors, int used, int place) {
        boolean again = work.scores().size() == place
                && place > 0
                && used == work.scores().get(place - 1).used();
        if (again && work.task().run().arm().options().order().incremental()) {
            StudyScore last = work.scores().get(place - 1);
            work.score(neighbors, used, new Score(last.bits(), last.bytes(), last.tokens()), last.cost());
            return;
        }
        double seconds = work.seconds() - earlier;
        Score score = work.clock()
                .time("score", () -> StudyModel.score(session, work.text().scored(), control));
        double flops =
                online.map(tell -> model.trainingFlops(tell, trainedTokens)).orElse(0.0);
        work.score(neighbors, used, score, new Cost(seconds, trainedTokens, flops));
    }

    private void train(List<Integer> picks) {
        if (picks.isEmpty()) {
            return;
        }
        long[] some = picks.stream().mapToLong(pick -> ids[pick]).toArray();
        List<String> theirs = picks.stream().map(texts::get).toList();
        for (Step step : work.clock().time("train", () -> session.train(some, theirs, control))) {
            work.step(step.neighborId(), step.loss());
        }
        trainedTokens += picks.stream().mapToLong(pick -> tokens[pick]).sum();
    }

    /** Places of the picks from one to another in the arm's order. */
    private List<Integer> order(int from, int to) {
        List<Integer> places = new ArrayList<>();
        for (int i = from; i < to; i++) {
            places.add(i);
        }
        switch (work.task().run().arm().options().order()) {
            case NEAREST_LAST -> Collections.reverse(places);
            case SHUFFLED ->
                Collections.shuffle(
                        places,
                        new Random(31 * work.task().run().seed()
                                + work.task().document().id()));
            case NEAREST_FIRST, TOGETHER -> {}
        }
        return places;
    }

    /** Picks that are scored again after the last step, from 1: the first, and others at equal distances. */
    private List<Integer> probes() {
        int wanted = Math.min(work.task().run().arm().options().retention(), texts.size());
        int[] places = new int[wanted];
        Arrays.setAll(places, i -> 1 + i * texts.size() / wanted);
        return Arrays.stream(places).boxed().toList();
    }

    private Score known(int pick) {
        return work.clock().time("retention", () -> StudyModel.score(session, texts.get(pick - 1), control));
    }
}
