package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/**
 * What every {@link Selector} does; the test names are the specification. Extend it, implement {@link #open()}, say
 * with {@link #takesCandidatesInOrder()}, {@link #startsWithTheFirst()} and {@link #seesRedundancy()} what kind of
 * selector it is, add what is special. Confined to one thread.
 */
public abstract class SelectorContract extends LeakChecked {

    private static final int K = 40;
    private static final int DIMENSION = 12;
    private static final int BUDGET = 15;
    private static final int THREADS = 4;
    private static final long SEED = 410_08020;

    /** For subclasses. */
    protected SelectorContract() {}

    /**
     * Opens the selector under test, each time with the same settings; the contract closes it.
     *
     * @return a fresh one
     */
    protected abstract Selector open();

    /**
     * {@return whether the picks are the first N candidates as they were given, whatever their vectors; the default is
     * no}
     */
    protected boolean takesCandidatesInOrder() {
        return false;
    }

    /**
     * {@return whether a copy of something already picked is worth less than something new; by default unless
     * {@link #takesCandidatesInOrder()}}
     */
    protected boolean seesRedundancy() {
        return !takesCandidatesInOrder();
    }

    /**
     * {@return whether the place of the candidate given first matters, such as for a traversal that starts there; the
     * default is {@link #takesCandidatesInOrder()}}
     */
    protected boolean startsWithTheFirst() {
        return takesCandidatesInOrder();
    }

    /**
     * Equal requests give equal selections, whatever was selected between them and in another selector of the same
     * settings.
     */
    @Test
    public void isPure() {
        Selector.Request request = request(problem(SEED), BUDGET);
        Selection first;
        try (Selector selector = open()) {
            first = select(selector, request);
            for (long other = 1; other <= 5; other++) { // what came between must not matter
                select(selector, request(problem(SEED + other), BUDGET));
            }
            assertThat(select(selector, request)).isEqualTo(first);
            assertThat(first.picks()).isNotEmpty();
        }
        try (Selector another = open()) {
            assertThat(select(another, request))
                    .as("another selector of the same settings")
                    .isEqualTo(first);
        }
    }

    /** Threads that select at the same time get the selections of a single one. */
    @Test
    public void concurrentCallsAgree() {
        try (Selector selector = open()) {
            List<Selection> expected = LongStream.range(0, 8)
                    .mapToObj(i -> select(selector, request(problem(SEED + i), BUDGET)))
                    .toList();
            List<Integer> compared = Together.run(THREADS, thread -> {
                int calls = 0;
                for (int round = 0; round < 20; round++, calls++) {
                    int which = (thread + round) % expected.size();
                    assertThat(select(selector, request(problem(SEED + which), BUDGET)))
                            .isEqualTo(expected.get(which));
                }
                return calls;
            });
            assertThat(compared).containsOnly(20);
        }
    }

    /** Every pick has the id of a candidate. */
    @Test
    public void picksComeFromCandidates() {
        try (Selector selector = open()) {
            Problem problem = problem(SEED);
            assertThat(select(selector, request(problem, BUDGET)).picks())
                    .isNotEmpty()
                    .extracting(Pick::id)
                    .isSubsetOf(problem.idList());
        }
    }

    /** There is at least one pick and no more than the budget, also where that exceeds the number of candidates. */
    @Test
    public void neverMoreThanBudget() {
        try (Selector selector = open()) {
            for (int budget : new int[] {1, 2, BUDGET, K, 3 * K}) {
                assertThat(select(selector, request(problem(SEED), budget)).picks())
                        .as("budget %d", budget)
                        .isNotEmpty()
                        .hasSizeLessThanOrEqualTo(budget);
            }
        }
    }

    /** The picks for a budget of n are the first n for a larger one. */
    @Test
    public void largerBudgetsExtendSmallerOnes() {
        try (Selector selector = open()) {
            List<Pick> many = select(selector, request(problem(SEED), BUDGET)).picks();
            for (int budget = 1; budget < many.size(); budget++) {
                assertThat(select(selector, request(problem(SEED), budget)).picks())
                        .isEqualTo(many.subList(0, budget));
            }
            assertThat(many).hasSizeGreaterThan(1);
        }
    }

    /** No candidates give an empty selection. */
    @Test
    public void noCandidatesGiveNoPicks() {
        try (Selector selector = open()) {
            EmbeddingBatch none = EmbeddingBatch.of(0, DIMENSION, new float[0]);
            EmbeddingBatch query = Samples.unitVectors(1, DIMENSION, SEED);
            assertThat(selector.select(new Selector.Request(query, List.of(), none, BUDGET))
                            .picks())
                    .isEmpty();
        }
    }

    /**
     * The uncertainty falls or stays from pick to pick, and is lower at the end than at the beginning; skipped where
     * the selector does not model it.
     */
    @Test
    public void uncertaintyNeverGrows() {
        try (Selector selector = open()) {
            List<Double> found = uncertainties(select(selector, request(problem(SEED), 3 * K)));
            assumeTrue(found.stream().noneMatch(one -> one.isNaN()), "this selector does not model uncertainty");
            assertThat(found).hasSizeGreaterThan(1);
            for (int i = 1; i < found.size(); i++) {
                assertThat(found.get(i)).as("uncertainty after pick %d", i).isLessThanOrEqualTo(found.get(i - 1));
            }
            assertThat(found.get(found.size() - 1))
                    .as("the last against the first")
                    .isLessThan(found.get(0));
        }
    }

    /** Candidates that come in another order are still the same documents; only names may follow the order. */
    @Test
    public void permutingCandidatesPermutesNothingElse() {
        try (Selector selector = open()) {
            Problem problem = problem(SEED);
            Selection expected = select(selector, request(problem, BUDGET));
            for (int round = 0; round < 5; round++) {
                List<Integer> order =
                        new ArrayList<>(IntStream.range(0, K).boxed().toList());
                Collections.shuffle(order, new Random(SEED + round));
                Problem shuffled = startsWithTheFirst() ? problem.renamed(order) : problem.reordered(order);
                Selection found = select(selector, request(shuffled, BUDGET));
                assertThat(found.ids())
                        .isEqualTo(startsWithTheFirst() ? renamed(expected.ids(), problem, shuffled) : expected.ids());
                for (int i = 0; i < found.picks().size(); i++) {
                    double wanted = expected.picks().get(i).uncertainty();
                    if (!Double.isNaN(wanted)) {
                        assertThat(found.picks().get(i).uncertainty()).isCloseTo(wanted, within(1e-9));
                    }
                }
            }
        }
    }

    /** Of {a, a copy of a, something slightly farther}, two picks that know about redundancy are not a and its copy. */
    @Test
    public void duplicateCandidatesShareInformation() {
        assumeTrue(seesRedundancy(), "this selector does not look at redundancy");
        try (Selector selector = open()) {
            EmbeddingBatch query = EmbeddingBatch.of(1, 3, new float[] {1, 0, 0});
            float[] near = {0.8f, 0.6f, 0};
            float[] other = {0.75f, 0, 0.66f};
            float[] rows = {near[0], near[1], near[2], near[0], near[1], near[2], other[0], other[1], other[2]};
            List<Neighbor> candidates = List.of(new Neighbor(5, 0.8f), new Neighbor(6, 0.8f), new Neighbor(9, 0.75f));
            Selection found =
                    select(selector, new Selector.Request(query, candidates, EmbeddingBatch.of(3, 3, rows), 2));
            assertThat(found.ids()).contains(9);
        }
    }

    /** A selector that says so takes the first N candidates; skipped for those that choose. */
    @Test
    public void nnEqualsTopN() {
        assumeTrue(takesCandidatesInOrder(), "this selector chooses");
        try (Selector selector = open()) {
            Problem problem = problem(SEED);
            for (int budget : new int[] {1, BUDGET, K, 2 * K}) {
                assertThat(select(selector, request(problem, budget)).ids())
                        .isEqualTo(Arrays.copyOf(problem.ids(), Math.min(budget, K)));
            }
        }
    }

    /** A query of three rows gives picks as well. */
    @Test
    public void severalQueryRowsAreServed() {
        try (Selector selector = open()) {
            Problem one = problem(SEED);
            Problem three = new Problem(Samples.unitVectors(3, DIMENSION, SEED), one.candidates(), one.vectors());
            assertThat(select(selector, request(three, BUDGET)).picks())
                    .isNotEmpty()
                    .extracting(Pick::id)
                    .isSubsetOf(one.idList());
        }
    }

    /** A NaN or an infinity in a candidate or in the query is refused. */
    @Test
    public void vectorsThatAreNotFiniteAreRefused() {
        try (Selector selector = open()) {
            Problem healthy = problem(SEED);
            for (float broken : IndexFixture.NOT_FINITE) {
                Problem candidate = new Problem(healthy.query(), healthy.candidates(), with(healthy.vectors(), broken));
                assertThatThrownBy(() -> selector.select(request(candidate, BUDGET)))
                        .as("a candidate with a component %s", broken)
                        .isInstanceOf(IllegalArgumentException.class);
                Problem query = new Problem(with(healthy.query(), broken), healthy.candidates(), healthy.vectors());
                assertThatThrownBy(() -> selector.select(request(query, BUDGET)))
                        .as("a query with a component %s", broken)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /**
     * Vectors of length 0, and of lengths from 1e-45 to 3e38, give picks, with uncertainties that are finite or NaN.
     */
    @Test
    public void zeroTinyAndHugeVectorsAreDefined() {
        try (Selector selector = open()) {
            Problem healthy = problem(SEED);
            for (float factor : new float[] {0, Float.MIN_VALUE, 1e-20f, 1e20f, Float.MAX_VALUE}) {
                Problem scaled = new Problem(
                        scaled(healthy.query(), factor), healthy.candidates(), scaled(healthy.vectors(), factor));
                Selection found = select(selector, request(scaled, BUDGET));
                assertThat(found.picks()).as("vectors times %s", factor).isNotEmpty();
                assertThat(uncertainties(found))
                        .as("vectors times %s", factor)
                        .allMatch(one -> one.isNaN() || Double.isFinite(one));
            }
        }
    }

    /** Closing a second time does nothing. */
    @Test
    public void closeTwice() {
        Selector selector = open();
        assertThat(select(selector, request(problem(SEED), 1)).picks()).hasSize(1);
        selector.close();
        selector.close();
    }

    private static Selection select(Selector selector, Selector.Request request) {
        Selection found = selector.select(request);
        assertThat(found.picks()).hasSizeLessThanOrEqualTo(request.budget());
        return found;
    }

    private static List<Double> uncertainties(Selection selection) {
        return selection.picks().stream().map(Pick::uncertainty).toList();
    }

    private static Selector.Request request(Problem problem, int budget) {
        return new Selector.Request(problem.query(), problem.candidates(), problem.vectors(), budget);
    }

    /** Unit vectors; ids are not positions, so that a selector that mixes them up is caught. */
    private static Problem problem(long seed) {
        EmbeddingBatch query = Samples.unitVectors(1, DIMENSION, seed);
        EmbeddingBatch vectors = Samples.unitVectors(K, DIMENSION, seed + 1_000_000);
        List<Integer> order = IntStream.range(0, K)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        Samples.innerProduct(query.row(0), vectors.row(b)),
                        Samples.innerProduct(query.row(0), vectors.row(a))))
                .toList();
        List<Neighbor> candidates = order.stream()
                .map(row -> new Neighbor(1000 + 7L * row, (float) Samples.innerProduct(query.row(0), vectors.row(row))))
                .toList();
        float[] rows = new float[K * DIMENSION];
        for (int i = 0; i < K; i++) {
            System.arraycopy(vectors.row(order.get(i)), 0, rows, i * DIMENSION, DIMENSION);
        }
        return new Problem(query, candidates, EmbeddingBatch.of(K, DIMENSION, rows));
    }

    private static long[] renamed(long[] ids, Problem from, Problem to) {
        List<Long> names = from.idList();
        return Arrays.stream(ids).map(id -> to.ids()[names.indexOf(id)]).toArray();
    }

    private static EmbeddingBatch with(EmbeddingBatch batch, float broken) {
        float[] values = batch.toArray();
        values[values.length - 1] = broken;
        return EmbeddingBatch.of(batch.rows(), batch.dimension(), values);
    }

    private static EmbeddingBatch scaled(EmbeddingBatch batch, float factor) {
        float[] values = batch.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return EmbeddingBatch.of(batch.rows(), batch.dimension(), values);
    }

    private record Problem(EmbeddingBatch query, List<Neighbor> candidates, EmbeddingBatch vectors) {

        private long[] ids() {
            return candidates.stream().mapToLong(Neighbor::id).toArray();
        }

        private List<Long> idList() {
            return candidates.stream().map(Neighbor::id).toList();
        }

        /** The same vectors in the same places under other ids. */
        private Problem renamed(List<Integer> order) {
            List<Neighbor> named = new ArrayList<>();
            for (int i = 0; i < candidates.size(); i++) {
                named.add(new Neighbor(
                        candidates.get(order.get(i)).id(), candidates.get(i).similarity()));
            }
            return new Problem(query, named, vectors);
        }

        /** The same documents, given in another order. */
        private Problem reordered(List<Integer> order) {
            List<Neighbor> moved = order.stream().map(candidates::get).toList();
            float[] rows = new float[order.size() * vectors.dimension()];
            for (int i = 0; i < order.size(); i++) {
                System.arraycopy(vectors.row(order.get(i)), 0, rows, i * vectors.dimension(), vectors.dimension());
            }
            return new Problem(query, moved, EmbeddingBatch.of(order.size(), vectors.dimension(), rows));
        }
    }
}
