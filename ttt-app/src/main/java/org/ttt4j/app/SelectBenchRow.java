package org.ttt4j.app;

/**
 * How fast one selector is at one shape with one number of threads, as JSON has it. Thread-safe.
 *
 * @param selector its id
 * @param k candidates per query
 * @param n picks wanted per query
 * @param dim components per vector
 * @param threads that select at the same time
 * @param queries different problems
 * @param rounds how often each was measured
 * @param picks mean number made
 * @param differentPicks mean number of different candidates among them
 * @param msBest shortest selection in milliseconds
 * @param msMedian half of the selections took at most that many milliseconds
 * @param msP90 nine of ten took at most that many milliseconds
 * @param queriesPerSecond of all threads together
 * @param speedUp queries per second as a multiple of those of one thread; NaN if one thread was not measured
 * @param columnGflops 10^9 floating-point operations per second, of all threads together, in what an exact posterior
 *     needs of the kernel: one column for the query and one for each different pick, K d multiply-adds each, a
 *     multiply-add being two operations. Whatever else a selector does is not counted, so this is a lower bound; for a
 *     selector that does without columns it means nothing
 * @param shareOfLimit that as a share of {@link MachineLimits.Limits#multiplyAddGflops} of as many threads
 * @param bytesPerQuery allocated on the heap, NaN if this Java does not count them
 */
record SelectBenchRow(
        String selector,
        int k,
        int n,
        int dim,
        int threads,
        int queries,
        int rounds,
        double picks,
        double differentPicks,
        double msBest,
        double msMedian,
        double msP90,
        double queriesPerSecond,
        double speedUp,
        double columnGflops,
        double shareOfLimit,
        double bytesPerQuery) {}
