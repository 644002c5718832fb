package org.ttt4j.embed.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups tokenised texts so that little padding is computed: sorted by length, longest first, cut into batches. Longest
 * first also keeps the last batches short, when some cores have run out of work. Thread-safe.
 */
final class Batches {

    private Batches() {}

    /**
     * The texts' positions, in batches.
     *
     * @param tokens token ids per text
     * @param size texts per batch, at most
     * @return every position of a text that has tokens, once
     */
    static List<int[]> of(List<int[]> tokens, int size) {
        int[] order = IntStream.range(0, tokens.size())
                .boxed()
                .filter(i -> tokens.get(i).length > 0)
                .sorted(Comparator.<Integer>comparingInt(i -> -tokens.get(i).length)
                        .thenComparingInt(i -> i))
                .mapToInt(i -> i)
                .toArray();
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < order.length; from += size) {
            batches.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + size)));
        }
        return batches;
    }
}
