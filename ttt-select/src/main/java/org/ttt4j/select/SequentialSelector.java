package org.ttt4j.select;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/** Picks one candidate after the other until the budget, the order or the stop rule ends it. Pure. Thread-safe. */
record SequentialSelector(SelectionSettings settings, Strategy strategy, Spare spare) implements Selector {

    SequentialSelector(SelectionSettings settings, Strategy strategy) {
        this(settings, strategy, new Spare());
    }

    /** How the order of picks comes about. Thread-safe. */
    @FunctionalInterface
    interface Strategy {
        /** Starts on a problem with at least one candidate. */
        Picker start(Problem problem);
    }

    @Override
    public Selection select(Request request) {
        if (request.candidates().isEmpty()) {
            return new Selection(List.of());
        }
        Problem problem =
                Problem.of(request, settings.kernel(), settings.lambda().variance(), spare);
        try {
            return select(problem);
        } finally {
            problem.release();
        }
    }

    private Selection select(Problem problem) {
        List<Pick> picks = new ArrayList<>();
        Picker picker = strategy.start(problem);
        problem.check();
        double prior = Math.sqrt(picker.queryVariance());
        int most = Math.min(problem.budget(), settings.stop().max());
        for (int n = 1; n <= most; n++) {
            int next = picker.pick();
            double uncertainty = Math.sqrt(picker.queryVariance());
            if (next == Order.NONE || settings.stop().refuses(n, uncertainty)) {
                break;
            }
            picks.add(new Pick(problem.neighbors().get(next).id(), uncertainty));
            if (settings.stop().satisfied(n, uncertainty)) {
                break;
            }
        }
        return new Selection(picks, prior);
    }

    @Override
    public void close() {
        spare.clear();
    }
}
