package org.ttt4j.select;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Selector;

/** Prints milliseconds per selection, as a rough measure: {@code java ... SiftTiming}. */
final class SiftTiming {

    private SiftTiming() {}

    public static void main(String[] args) {
        for (int[] shape : new int[][] {{200, 384}, {200, 1024}, {1000, 384}, {1000, 1024}}) {
            GoldenInputs inputs = GoldenInputs.of("cluster", 7, 1, shape[1], shape[0]);
            List<Neighbor> neighbors = IntStream.range(0, shape[0])
                    .mapToObj(i -> new Neighbor(i, 0))
                    .toList();
            Selector.Request request = new Selector.Request(inputs.query(), neighbors, inputs.candidates(), 50);
            Selector selector = Selectors.open("sift");
            double[] millis = new double[200];
            for (int round = 0; round < millis.length; round++) {
                long start = System.nanoTime();
                selector.select(request);
                millis[round] = (System.nanoTime() - start) / 1e6;
            }
            double[] warm = Arrays.copyOfRange(millis, 100, 200);
            Arrays.sort(warm);
            System.out.printf(
                    "K=%d N=50 d=%d: first %.2f ms, median after warm-up %.2f ms, best %.2f ms%n",
                    shape[0], shape[1], millis[0], warm[50], warm[0]);
        }
    }
}
