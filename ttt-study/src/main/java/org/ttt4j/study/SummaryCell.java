package org.ttt4j.study;

import java.util.Optional;

/**
 * How well an arm predicts some documents at one count. Thread-safe.
 *
 * @param bitsPerByte ratio of sums; NaN if there is no document
 * @param bytePerplexity 2 to the bits per byte
 * @param tokenPerplexity 2 to the bits per token
 * @param wordPerplexity 2 to the bits per word
 * @param percentOfBase bits in percent of those without neighbours
 * @param interval of bitsPerByte; empty where there are fewer than two groups
 * @param percentInterval of percentOfBase
 */
public record SummaryCell(
        double bitsPerByte,
        double bytePerplexity,
        double tokenPerplexity,
        double wordPerplexity,
        double percentOfBase,
        Optional<Interval> interval,
        Optional<Interval> percentInterval) {}
