package org.ttt4j.select;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/**
 * Time of one selection of 50 picks, per thread. Sixteen problems take turns, so that neither the branch predictor nor a
 * cache knows the answer already. All threads share the selector; {@code -t 2} lets two of them select.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class SelectBenchmark {

    private static final int PROBLEMS = 16;
    private static final int BUDGET = 50;

    /** Id. */
    @Param({"sift", "sift-fast", "nn", "itl", "mmr", "hull"})
    public String selector;

    /** K. */
    @Param({"200", "1000"})
    public int candidates;

    /** d. */
    @Param({"384", "1024"})
    public int dimension;

    private Selector opened;
    private Selector.Request[] problems;

    /** Which problem is a thread's next. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;

        /** Called by JMH. */
        public Turn() {}
    }

    /** Called by JMH. */
    public SelectBenchmark() {}

    /** Makes the problems: candidates in clusters around the query. */
    @Setup
    public void prepare() {
        opened = Selectors.open(selector);
        problems = LongStream.range(0, PROBLEMS)
                .mapToObj(seed -> GoldenInputs.of("cluster", seed, 1, dimension, candidates))
                .map(inputs -> Selector.Request.of(inputs.query(), inputs.candidates(), BUDGET))
                .toArray(Selector.Request[]::new);
    }

    /** One selection. */
    @Benchmark
    public Selection select(Turn turn) {
        return opened.select(problems[turn.next++ % PROBLEMS]);
    }
}
