package org.ttt4j.study;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One arm against another on the same documents: the spread between documents, which both share, cancels. Thread-safe.
 *
 * @param documents that both arms scored
 * @param groups sources that they come from
 * @param difference bits per byte of the first minus the second: negative where the first is better; NaN without documents
 * @param interval of the difference, drawing sources; empty with fewer than two
 * @param better share of documents that the first predicts with fewer bits
 * @param worse share of documents that it predicts with more
 */
public record PairedDifference(
        int documents, int groups, double difference, Optional<Interval> interval, double better, double worse) {

    /** {@return whether the interval leaves out 0; false without an interval} */
    public boolean significant() {
        return interval.map(range -> range.low() > 0 || range.high() < 0).orElse(false);
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
        double[][] groups = GroupSums.of(first, document -> new double[] {
            document.bits().get(column) - others.get(document.document()).bits().get(secondColumn), document.bytes()
        });
        double bits = Arrays.stream(groups).mapToDouble(group -> group[0]).sum();
        double bytes = Arrays.stream(groups).mapToDouble(group -> group[1]).sum();
        Optional<Interval> interval = groups.length < 2
                ? Optional.empty()
                : Bootstrap.interval(Arrays.stream(Bootstrap.sums(groups, seed))
                        .mapToDouble(sums -> sums[0] / sums[1])
                        .toArray());
        long better = first.stream()
                .filter(document -> document.bits().get(column)
                        < others.get(document.document()).bits().get(secondColumn))
                .count();
        long worse = first.stream()
                .filter(document -> document.bits().get(column)
                        > others.get(document.document()).bits().get(secondColumn))
                .count();
        return new PairedDifference(
                first.size(),
                groups.length,
                bits / bytes,
                interval,
                (double) better / first.size(),
                (double) worse / first.size());
    }
}
