package org.ttt4j.app;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The demo's measurements over opened backends. Borrows them. Confined to one thread. */
final class DemoRun {

    private final Assembly assembly;
    private final List<EvaluationDocument> documents;
    private final NeighborCounts counts;
    private final long seed;
    private final Invocation invocation;

    /**
     * Measurements.
     *
     * @param documents the same for every arm
     * @param seed of the bootstrap
     */
    DemoRun(
            Assembly assembly,
            List<EvaluationDocument> documents,
            NeighborCounts counts,
            long seed,
            Invocation invocation) {
        this.assembly = assembly;
        this.documents = List.copyOf(documents);
        this.counts = counts;
        this.seed = seed;
        this.invocation = invocation;
    }

    int documents() {
        return documents.size();
    }

    /** Evaluates one selector. */
    Arm arm(String selector, ResultLog log) throws IOException {
        Configuration configuration = assembly.configuration();
        EvaluationPlan plan =
                new EvaluationPlan(counts, configuration.app().candidates(), false, Optional.empty(), seed);
        EvaluationArm arm = new EvaluationArm(selector, configuration, assembly.selector(selector), log);
        new Evaluation(assembly, plan, invocation.progress(), invocation.control())
                .run(selector, List.of(arm), documents);
        return new Arm(selector, Summary.of(log.results(), counts, seed));
    }

    /** One document of the last arm in full. */
    Optional<ReportPage.Example> example(List<Arm> arms, ResultLog log, int count) {
        return DemoExample.make(
                assembly,
                arms.get(arms.size() - 1),
                documents,
                log.results(),
                counts.values().indexOf(count),
                assembly.configuration().app().candidates(),
                invocation.control());
    }
}
