package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of FAISS index that a number of vectors could be kept in, with what that takes. Thread-safe.
 *
 * @param factory text for index_factory
 * @param bytes in memory when searched
 * @param recall of the 50 nearest that can be expected of it at the most, with search parameters to match; a rule of thumb,
 *     which {@code ttt index tune} replaces by a measurement
 * @param trainingRows vectors that training looks at
 * @param multiplyAdds of training and adding, as far as they are products of matrices
 * @param scatteredMultiplyAdds the same for what jumps through memory, as graphs do
 * @param nature what is good and bad about it, for people
 */
record IndexChoice(
        String factory,
        long bytes,
        double recall,
        long trainingRows,
        double multiplyAdds,
        double scatteredMultiplyAdds,
        String nature) {

    /** Links of a graph: 64 in the lowest level and few above, at 4 bytes, and where they start. */
    private static final int GRAPH_BYTES = 64 * 4 + 16;

    /** Distances that adding a vector to a graph takes, with 40 candidates of 32 links. */
    private static final int GRAPH_DISTANCES = 1_500;

    private static final int ID_BYTES = 8;

    /** FAISS warns below 39 training vectors per list. */
    private static final int LEAST_PER_LIST = 39;

    /** What the backend asks for (ROWS_PER_CENTROID of its builder), per list and at least for 256 centroids. */
    private static final int SAMPLE_PER_LIST = 64;

    private static final int KMEANS_ITERATIONS = 10;
    private static final int CODEBOOK = 256;
    private static final int CODEBOOK_ITERATIONS = 25;
    private static final int CODEBOOK_ROWS = 256 * CODEBOOK;

    /** All that are considered, in order of how gladly they are chosen: exact and fast first, then by accuracy. */
    static List<IndexChoice> all(long count, int dimension) {
        List<IndexChoice> all = new ArrayList<>();
        long plain = 4L * dimension;
        all.add(new IndexChoice("Flat", count * plain, 1, 0, 0, 0, "exact: compares with every vector"));
        all.add(new IndexChoice(
                "HNSW32",
                count * (plain + GRAPH_BYTES),
                0.99,
                0,
                0,
                (double) count * GRAPH_DISTANCES * dimension,
                "a graph: fastest to search, slow to build"));
        long lists = lists(count);
        if (lists < 16) {
            return all;
        }
        String ivf = "IVF" + lists + ",";
        all.add(coded(count, dimension, lists, ivf + "Flat", plain, 1, 0, "visits a part of the vectors, all exact"));
        all.add(coded(count, dimension, lists, ivf + "SQfp16", 2L * dimension, 0.995, 0, "16 bits a component"));
        all.add(coded(count, dimension, lists, ivf + "SQ8", dimension, 0.97, 0, "8 bits a component"));
        double[] recalls = {0.93, 0.85, 0.72, 0.55, 0.35};
        for (int i = 0; i < recalls.length; i++) {
            int bytes = dimension >> (i + 1);
            if (bytes > 0 && bytes << (i + 1) == dimension) {
                String code = ivf + "PQ" + bytes + "np";
                all.add(coded(count, dimension, lists, code, bytes, recalls[i], 1, bytes + " bytes a vector"));
            }
        }
        return all;
    }

    private static IndexChoice coded(
            long count,
            int dimension,
            long lists,
            String factory,
            long bytes,
            double recall,
            int codebooks,
            String nature) {
        long rows = Math.min(count, SAMPLE_PER_LIST * Math.max(lists, CODEBOOK));
        double clusters = (double) KMEANS_ITERATIONS * rows * lists * dimension;
        double codes = (double) codebooks
                * CODEBOOK
                * dimension
                * (CODEBOOK_ITERATIONS * (double) Math.min(rows, CODEBOOK_ROWS) + count);
        return new IndexChoice(
                factory,
                count * (bytes + ID_BYTES) + lists * dimension * 4L + (long) codebooks * CODEBOOK * dimension * 4,
                recall,
                rows,
                clusters + (double) count * lists * dimension + codes,
                0,
                nature);
    }

    /** A power of two near 4 sqrt(n), with enough vectors per list to train on. */
    private static long lists(long count) {
        long most = count / LEAST_PER_LIST;
        long near = Math.max(1, Math.round(4 * Math.sqrt((double) count)));
        long lists = Long.highestOneBit(near + near / 2);
        return lists <= most ? lists : Long.highestOneBit(Math.max(1, most));
    }
}
