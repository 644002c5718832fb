package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.Pick;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

class SelectionLoadTests {

    private final List<Selector.Request> problems = LongStream.range(0, 7)
            .mapToObj(seed -> ClusteredProblem.of(seed, 3, 2, 1))
            .toList();
    private final ConcurrentHashMap<Selector.Request, AtomicInteger> selected = new ConcurrentHashMap<>();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

    private Selection count(Selector.Request request) {
        selected.computeIfAbsent(request, any -> new AtomicInteger()).incrementAndGet();
        workers.add(Thread.currentThread());
        return new Selection(List.of(new Pick(0, 0), new Pick(2, 0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyProblemIsSelectedFromOncePerRound(int threads) {
        try (Crew crew = new Crew(threads)) {
            SelectionTimes times = new SelectionLoad(this::count, problems, crew, RunControl.silent()).measure(4);
            assertThat(selected).hasSize(7);
            assertThat(selected.values()).extracting(AtomicInteger::get).containsOnly(4);
            assertThat(workers).doesNotContain(Thread.currentThread()).hasSizeBetween(1, threads);
            assertThat(times.picks()).isEqualTo(2);
            assertThat(times.best()).isPositive().isLessThanOrEqualTo(times.median());
            assertThat(times.p90()).isGreaterThanOrEqualTo(times.median());
            assertThat(times.perSecond()).isPositive();
        }
    }

    @Test
    void whatASelectionAllocatesIsCounted() {
        Selector allocating = request -> {
            byte[] bytes = new byte[1 << 20];
            return new Selection(List.of(new Pick(bytes[request.budget()], 0)));
        };
        try (Crew crew = new Crew(2)) {
            double bytes = new SelectionLoad(allocating, problems, crew, RunControl.silent())
                    .measure(1)
                    .bytes();
            assertThat(bytes).isBetween(1.0 * (1 << 20), 1.1 * (1 << 20));
        }
    }

    @Test
    void warmingUpForNoTimeSelectsNothing() {
        try (Crew crew = new Crew(2)) {
            SelectionLoad load = new SelectionLoad(this::count, problems, crew, RunControl.silent());
            load.warmUp(0);
            assertThat(selected).isEmpty();
            load.warmUp(0.01);
            assertThat(selected).isNotEmpty();
        }
    }

    @Test
    void aFailureOfOneThreadEndsThemAll() {
        AtomicInteger calls = new AtomicInteger();
        Selector failing = request -> {
            int call = calls.incrementAndGet();
            if (call == 5) {
                throw new IllegalStateException("the fifth");
            }
            if (call > 5) {
                LockSupport.parkNanos(1_000_000); // leaves the other thread time to tell
            }
            return count(request);
        };
        try (Crew crew = new Crew(2)) {
            SelectionLoad load = new SelectionLoad(failing, problems, crew, RunControl.silent());
            assertThatThrownBy(() -> load.measure(1000)).hasMessage("the fifth");
            assertThat(calls).as("of 7000").hasValueLessThan(7000);
        }
    }

    @Test
    void cancellingEndsThemAll() {
        RunControl control = RunControl.silent();
        Selector cancelling = request -> {
            control.cancel();
            return count(request);
        };
        try (Crew crew = new Crew(2)) {
            SelectionLoad load = new SelectionLoad(cancelling, problems, crew, control);
            assertThatThrownBy(() -> load.measure(1000)).isInstanceOf(CancellationException.class);
            assertThat(selected.values().stream().mapToInt(AtomicInteger::get).sum())
                    .isBetween(1, 2);
        }
    }

    @Test
    void quantilesAreMeasuredValues() {
        long[] nanos =
                LongStream.rangeClosed(1, 10).map(i -> (11 - i) * 1_000_000).toArray();
        SelectionTimes times = SelectionTimes.of(nanos, 20_000_000, 640, 30);
        assertThat(times.best()).isEqualTo(1);
        assertThat(times.median()).isEqualTo(5);
        assertThat(times.p90()).isEqualTo(9);
        assertThat(times.perSecond()).isCloseTo(500, within(1e-9));
        assertThat(times.bytes()).isEqualTo(64);
        assertThat(times.picks()).isEqualTo(3);
        SelectionTimes one = SelectionTimes.of(new long[] {3_000_000}, 3_000_000, AllocatedBytes.UNKNOWN, 0);
        assertThat(one.best()).isEqualTo(3).isEqualTo(one.median()).isEqualTo(one.p90());
        assertThat(one.bytes()).isNaN();
    }
}
