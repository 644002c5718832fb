package org.ttt4j.train.tf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Weights of linear layers with their low-rank adapters added in: W + (alpha / r) B A, or its transpose where weights are
 * (in, out). Sums are in float64 and rounded once. Hu et al., arXiv 2106.09685, section 4.1. Thread-safe.
 */
final class MergedWeights {

    private final Lora lora;
    private final boolean outFirst;
    private final Map<String, List<Lora.Adapter>> adapters;
    private final Function<String, FloatPieces> values;

    /**
     * Merges the adapters of a model.
     *
     * @param values of the weights of the adapters, by name
     */
    MergedWeights(Lora lora, Architecture architecture, Function<String, FloatPieces> values) {
        this.lora = lora;
        this.outFirst = architecture.outFirst();
        this.adapters = lora.adapters(architecture).stream()
                .collect(Collectors.groupingBy(adapter -> adapter.linear() + ".weight"));
        this.values = values;
    }

    /** The values of a weight, merged if its layer has adapters. */
    FloatPieces of(String weight, FloatPieces plain) {
        List<Lora.Adapter> its = adapters.get(weight);
        return its == null
                ? plain
                : sink -> {
                    Sum sum = new Sum(its);
                    plain.forEach((floats, count) -> sink.accept(sum.added(floats, count), count));
                };
    }

    /** One pass over a weight, row after row. Confined to one thread. */
    private final class Sum {

        private final List<Lora.Adapter> its;
        private final Map<Lora.Adapter, float[]> a = new HashMap<>();
        private final Map<Lora.Adapter, float[]> b = new HashMap<>();
        private final double[] row;
        private int number;
        private int column;

        Sum(List<Lora.Adapter> its) {
            this.its = its;
            for (Lora.Adapter adapter : its) {
                a.put(adapter, values.apply(adapter.a()).array(adapter.in() * lora.rank()));
                b.put(adapter, values.apply(adapter.b()).array(adapter.out() * lora.rank()));
            }
            Lora.Adapter first = its.get(0);
            row = new double[(int) (outFirst ? first.in() : first.total())];
        }

        float[] added(float[] floats, int count) {
            float[] merged = new float[count];
            for (int i = 0; i < count; i++) {
                if (column == 0) {
                    computeRow();
                }
                merged[i] = (float) (floats[i] + lora.scale() * row[column]);
                if (++column == row.length) {
                    column = 0;
                    number++;
                }
            }
            return merged;
        }

        /** Row {@code number} of B A, or of its transpose. */
        private void computeRow() {
            Arrays.fill(row, 0);
            for (Lora.Adapter adapter : its) {
                if (!outFirst) {
                    addColumn(adapter, a.get(adapter), b.get(adapter));
                } else if (number >= adapter.from() && number < adapter.from() + adapter.out()) {
                    addRow(adapter, a.get(adapter), b.get(adapter));
                }
            }
        }

        private void addRow(Lora.Adapter adapter, float[] a, float[] b) {
            int in = (int) adapter.in();
            int from = (number - (int) adapter.from()) * lora.rank();
            for (int k = 0; k < lora.rank(); k++) {
                double factor = b[from + k];
                for (int i = 0; i < in; i++) {
                    row[i] += factor * a[k * in + i];
                }
            }
        }

        private void addColumn(Lora.Adapter adapter, float[] a, float[] b) {
            int in = (int) adapter.in();
            int from = (int) adapter.from();
            for (int k = 0; k < lora.rank(); k++) {
                double factor = a[k * in + number];
                for (int o = 0; o < adapter.out(); o++) {
                    row[from + o] += factor * b[o * lora.rank() + k];
                }
            }
        }
    }
}
