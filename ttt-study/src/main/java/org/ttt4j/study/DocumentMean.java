package org.ttt4j.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One arm's numbers for one document, the mean over the arm's seeds. Thread-safe.
 *
 * @param document position in its file
 * @param domain of the document
 * @param group what it is resampled with
 * @param bits at each count, shape (C,)
 * @param bytes of the text
 * @param tokens at the last count
 * @param words of the text
 */
record DocumentMean(
        long document, String domain, String group, List<Double> bits, double bytes, double tokens, double words) {

    DocumentMean {
        bits = List.copyOf(bits);
    }

    /** Takes all lines of one document, at least one. */
    static DocumentMean of(List<StudyResult.Scored> seeds) {
        StudyResult.Scored first = seeds.get(0);
        double[] bits = new double[first.scores().size()];
        for (StudyResult.Scored one : seeds) {
            for (int column = 0; column < bits.length; column++) {
                bits[column] += one.scores().get(column).bits() / seeds.size();
            }
        }
        StudyScore last = first.last();
        return new DocumentMean(
                first.document(),
                first.domain(),
                SourceGroup.of(first.domain(), first.source(), first.document()),
                Arrays.stream(bits).boxed().toList(),
                last.bytes(),
                last.tokens(),
                last.words());
    }

    /** The bits at each count and then more numbers, shape (C + n,). */
    double[] bitsAnd(double... more) {
        return DoubleStream.concat(bits.stream().mapToDouble(Double::doubleValue), Arrays.stream(more))
                .toArray();
    }
}
