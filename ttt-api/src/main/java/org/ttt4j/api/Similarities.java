package org.ttt4j.api;

import java.util.ArrayList;
import java.util.List;

/** Inner products of vectors with a query, summed in float64. Thread-safe. */
final class Similarities {

    private Similarities() {}

    /** One neighbour per vector, in the order of the vectors; ids are rows. */
    static List<Neighbor> of(EmbeddingBatch query, EmbeddingBatch vectors) {
        if (query.dimension() != vectors.dimension()) {
            throw new IllegalArgumentException("found a query of dimension " + query.dimension()
                    + " and vectors of dimension " + vectors.dimension() + ", wanted equal dimensions");
        }
        double[] mean = mean(query);
        List<Neighbor> neighbors = new ArrayList<>(vectors.rows());
        for (int row = 0; row < vectors.rows(); row++) {
            float[] vector = vectors.row(row);
            double product = 0;
            for (int j = 0; j < vector.length; j++) {
                product += mean[j] * vector[j];
            }
            if (Double.isNaN(product)) {
                throw new IllegalArgumentException(
                        "row " + row + " of the vectors or the query holds NaN or infinity, wanted finite numbers");
            }
            neighbors.add(new Neighbor(row, (float) product));
        }
        return neighbors;
    }

    private static double[] mean(EmbeddingBatch query) {
        double[] mean = new double[query.dimension()];
        for (int row = 0; row < query.rows(); row++) {
            float[] vector = query.row(row);
            for (int j = 0; j < mean.length; j++) {
                mean[j] += (double) vector[j] / query.rows();
            }
        }
        return mean;
    }
}
