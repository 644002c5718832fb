package org.ttt4j.study;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One arm against another on the same documents: the spread between documents, which both share, cancels. Each arm's bits
 * are divided by its own bytes, which differ where one arm scores halves of texts and the other whole ones. Thread-safe.
 *
 * @param documents that both arms scored
 * @param groups sources that they come from
 * @param difference bits per byte of the first minus the second: negative where the first is better; NaN without documents
 * @param interval of the difference, drawing sources; empty with fewer than two
 * @param better share of documents that the first predicts with fewer bits per byte
 * @param worse share of documents that it predicts with more
 */
public record PairedDifference(
        int documents, int groups, double difference, Optional<Interval> interval, double better, double worse) {

    /**
     * Sources that a difference needs before it can be called one: with four, all of them differ in the same direction by
     * chance with a probability of 2 (1/2)^4 = 12.5%, above the 10% that a 90% interval leaves out.
     */
    public static final int FEWEST_GROUPS = 5;

    /** {@return whether the interval leaves out 0; false with fewer than {@link #FEWEST_GROUPS} sources} */
    public boolean significant() {
        return groups >= FEWEST_GROUPS
                && interval.map(range -> range.low() > 0 || range.high() < 0).orElse(false);
    }

    /**
     * Compares.
     *
     * @param first documents of the first arm, in order of their position
     * @param second of the second, the same documents
     * @param column of the count in the first, from 0
     * @param secondColumn of the count in the second
     * @param seed of the bootstrap
     */
    static PairedDifference of(
            List<DocumentMean> first, List<DocumentMean> second, int column, int secondColumn, long seed) {
        Map<Long, DocumentMean> others =
                second.stream().collect(Collectors.toMap(DocumentMean::document, document -> document));
        double[][] groups = GroupSums.of(first, document -> {
            DocumentMean other = others.get(document.document());
            return new double[] {
                document.bits().get(column), document.bytes(), other.bits().get(secondColumn), other.bytes()
            };
        });
        double[] all = new double[4];
        for (double[] group : groups) {
            for (int i = 0; i < all.length; i++) {
                all[i] += group[i];
            }
        }
        Optional<Interval> interval = groups.length < 2
                ? Optional.empty()
                : Bootstrap.interval(Arrays.stream(Bootstrap.sums(groups, seed))
                        .mapToDouble(PairedDifference::difference)
                        .toArray());
        int better = 0;
        int worse = 0;
        for (DocumentMean document : first) {
            DocumentMean other = others.get(document.document());
            int sign = Double.compare(
                    document.bits().get(column) / document.bytes(), other.bits().get(secondColumn) / other.bytes());
            better += sign < 0 ? 1 : 0;
            worse += sign > 0 ? 1 : 0;
        }
        return new PairedDifference(
                first.size(),
                groups.length,
                difference(all),
                interval,
                (double) better / first.size(),
                (double) worse / first.size());
    }

    /** Of the sums bits, bytes, bits, bytes. */
    private static double difference(double[] sums) {
        return sums[1] == sums[3] ? (sums[0] - sums[2]) / sums[1] : sums[0] / sums[1] - sums[2] / sums[3];
    }
}
