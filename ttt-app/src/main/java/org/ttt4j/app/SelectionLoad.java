package org.ttt4j.app;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/**
 * Selects from the same problems over and over, by threads that share one selector and take the next problem from one
 * counter. Confined to one thread.
 */
final class SelectionLoad {

    private static final long NONE = -1;

    private final Selector selector;
    private final List<Selector.Request> problems;
    private final Crew crew;
    private final RunControl control;

    /**
     * A load.
     *
     * @param problems at least one
     * @param crew the threads
     * @param control checked before each selection
     */
    SelectionLoad(Selector selector, List<Selector.Request> problems, Crew crew, RunControl control) {
        this.selector = selector;
        this.problems = problems;
        this.crew = crew;
        this.control = control;
    }

    /** Selects for that many seconds, at least once unless that is 0: until the JIT compiler is through. */
    void warmUp(double seconds) {
        if (seconds == 0) {
            return;
        }
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        run(new long[0], () -> {
            long number = next.getAndIncrement();
            return number == 0 || System.nanoTime() - start < seconds * 1e9 ? number : NONE;
        });
    }

    /** Measures each selection of so many rounds through all problems. */
    SelectionTimes measure(int rounds) {
        long[] nanos = new long[problems.size() * rounds];
        AtomicLong next = new AtomicLong();
        List<Share> shares = run(nanos, () -> {
            long number = next.getAndIncrement();
            return number < nanos.length ? number : NONE;
        });
        long start = shares.stream().mapToLong(Share::start).min().orElseThrow();
        long wall =
                shares.stream().mapToLong(share -> share.end() - start).max().orElseThrow();
        long bytes = shares.stream().mapToLong(Share::bytes).sum();
        long picks = shares.stream().mapToLong(Share::picks).sum();
        boolean unknown = shares.stream().anyMatch(share -> share.bytes() == AllocatedBytes.UNKNOWN);
        return SelectionTimes.of(nanos, wall, unknown ? AllocatedBytes.UNKNOWN : bytes, picks);
    }

    private List<Share> run(long[] nanos, LongSupplier numbers) {
        // If one thread fails, the others need not go on.
        RunControl ours = RunControl.silent();
        return crew.together(member -> {
            try {
                return work(nanos, numbers, ours);
            } catch (RuntimeException | Error failure) {
                ours.cancel();
                throw failure;
            }
        });
    }

    private Share work(long[] nanos, LongSupplier numbers, RunControl ours) {
        long allocated = AllocatedBytes.ofThisThread();
        long begin = System.nanoTime();
        long end = begin;
        long picks = 0;
        for (long number = numbers.getAsLong(); number != NONE && !ours.cancelled(); number = numbers.getAsLong()) {
            control.checkCancelled();
            long start = System.nanoTime();
            Selection selection = selector.select(problems.get((int) (number % problems.size())));
            end = System.nanoTime();
            picks += selection.picks().size(); // also keeps the JIT compiler from leaving the selection out
            if (number < nanos.length) {
                nanos[(int) number] = end - start;
            }
        }
        long after = AllocatedBytes.ofThisThread();
        return new Share(begin, end, after == AllocatedBytes.UNKNOWN ? after : after - allocated, picks);
    }

    /** When a thread worked, by the clock of {@link System#nanoTime}, what it allocated and how many picks it got. */
    private record Share(long start, long end, long bytes, long picks) {}
}
