package org.ttt4j.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Pick;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selector;

/** Measures selectors, and what the machine would allow. Confined to one thread. */
final class SelectBench {

    private final SelectBenchPlan plan;
    private final Map<String, Selector> selectors;
    private final RunControl control;
    private final WorkCount progress;

    /**
     * A benchmark.
     *
     * @param selectors those of the plan, by id
     */
    SelectBench(SelectBenchPlan plan, Map<String, Selector> selectors, RunControl control) {
        this.plan = plan;
        this.selectors = Map.copyOf(selectors);
        this.control = control;
        this.progress = new WorkCount("bench", 0, plan.measurements());
    }

    /** The machine's limits, by number of threads in the order of the plan. */
    List<MachineLimits.Limits> limits() {
        MachineLimits machine = new MachineLimits(control);
        List<MachineLimits.Limits> limits = new ArrayList<>();
        for (int threads : plan.threads()) {
            try (Crew crew = new Crew(threads)) {
                limits.add(machine.measure(crew));
            }
        }
        return limits;
    }

    /** All measurements: by K, then d, selector, N and threads. */
    List<SelectBenchRow> rows(List<MachineLimits.Limits> limits) {
        Map<Integer, Double> gflops = new HashMap<>();
        limits.forEach(limit -> gflops.put(limit.threads(), limit.multiplyAddGflops()));
        List<SelectBenchRow> rows = new ArrayList<>();
        control.report(progress.now());
        for (int k : plan.counts()) {
            for (int d : plan.dimensions()) {
                List<Selector.Request> problems = problems(k, d);
                for (String id : plan.selectors()) {
                    for (int n : plan.budgets()) {
                        rows.addAll(measure(id, within(problems, n), gflops));
                    }
                }
            }
        }
        return rows;
    }

    private List<Selector.Request> problems(int k, int d) {
        List<Selector.Request> problems = new ArrayList<>();
        for (int i = 0; i < plan.queries(); i++) {
            control.checkCancelled();
            problems.add(ClusteredProblem.of(plan.seed() + i, k, d, 1));
        }
        return problems;
    }

    private static List<Selector.Request> within(List<Selector.Request> problems, int budget) {
        return problems.stream()
                .map(one -> new Selector.Request(one.query(), one.candidates(), one.vectors(), budget))
                .toList();
    }

    private List<SelectBenchRow> measure(String id, List<Selector.Request> problems, Map<Integer, Double> limits) {
        double different = differentPicks(selectors.get(id), problems);
        Map<Integer, SelectionTimes> times = new HashMap<>();
        for (int threads : plan.threads()) {
            try (Crew crew = new Crew(threads)) {
                SelectionLoad load = new SelectionLoad(selectors.get(id), problems, crew, control);
                load.warmUp(plan.warmUp());
                times.put(threads, load.measure(plan.rounds()));
            }
            control.report(progress.next());
        }
        return plan.threads().stream()
                .map(threads -> row(id, problems.get(0), threads, different, times, limits.get(threads)))
                .toList();
    }

    private double differentPicks(Selector selector, List<Selector.Request> problems) {
        long sum = 0;
        for (Selector.Request problem : problems) {
            control.checkCancelled();
            sum += selector.select(problem).picks().stream()
                    .mapToLong(Pick::id)
                    .distinct()
                    .count();
        }
        return (double) sum / problems.size();
    }

    private SelectBenchRow row(
            String id,
            Selector.Request shape,
            int threads,
            double different,
            Map<Integer, SelectionTimes> all,
            double limit) {
        SelectionTimes times = all.get(threads);
        int k = shape.vectors().rows();
        int d = shape.vectors().dimension();
        double gflops = 2 * (different + 1) * k * d * times.perSecond() / 1e9;
        return new SelectBenchRow(
                id,
                k,
                shape.budget(),
                d,
                threads,
                plan.queries(),
                plan.rounds(),
                times.picks(),
                different,
                times.best(),
                times.median(),
                times.p90(),
                times.perSecond(),
                all.containsKey(1) ? times.perSecond() / all.get(1).perSecond() : Double.NaN,
                gflops,
                gflops / limit,
                times.bytes());
    }
}
