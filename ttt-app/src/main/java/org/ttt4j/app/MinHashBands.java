package org.ttt4j.app;

import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHashPolicy;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import com.dynatrace.hash4j.similarity.SuperMinHashVersion;
import org.ttt4j.api.Shingles;

/**
 * Locality-sensitive hashing of sets by bands of MinHash values (Leskovec, Rajaraman, Ullman, <i>Mining of Massive
 * Datasets</i>, section 3.4): two sets of Jaccard index s share at least one of b bands of r values with probability
 * 1 - (1 - s^r)^b. The values are SuperMinHash's (Ertl, arXiv 1706.05698), by hash4j. Thread-safe.
 *
 * @param bands b, at least 1
 * @param rows r, at least 1
 */
record MinHashBands(int bands, int rows) {

    /** How many MinHash values a set may cost. */
    static final int MOST_VALUES = 128;

    /** Lowest Jaccard index that can be looked for with so few values. */
    static final double LOWEST = 0.1;

    /** The share of pairs at the index looked for that may be overlooked; of more similar pairs it is less. */
    static final double OVERLOOKED = 0.01;

    private static final int BITS = 32;

    MinHashBands {
        if (bands < 1 || rows < 1 || bands * rows > MOST_VALUES) {
            throw new IllegalArgumentException("found " + bands + " bands of " + rows
                    + " rows, wanted both at least 1 and at most " + MOST_VALUES + " values");
        }
    }

    /**
     * Those with the most rows, which means the fewest pairs that are candidates for nothing, that overlook at most
     * {@link #OVERLOOKED} of the pairs of this index: 16 bands of 6 rows for 0.8.
     *
     * @param jaccard in [{@link #LOWEST}, 1]
     */
    static MinHashBands of(double jaccard) {
        if (!(jaccard >= LOWEST && jaccard <= 1)) {
            throw new IllegalArgumentException(
                    "found a Jaccard index of " + jaccard + ", wanted one in [" + LOWEST + ", 1]");
        }
        MinHashBands best = null;
        for (int rows = 1; rows <= MOST_VALUES; rows++) {
            double bands = Math.ceil(Math.log(OVERLOOKED) / Math.log1p(-Math.pow(jaccard, rows)));
            if (Math.max(1, bands) * rows <= MOST_VALUES) {
                best = new MinHashBands((int) Math.max(1, bands), rows);
            }
        }
        return best; // one row and 44 bands are enough for LOWEST
    }

    /** Probability that two sets share a band. */
    double probability(double jaccard) {
        return 1 - Math.pow(1 - Math.pow(jaccard, rows), bands);
    }

    /** A hash of each band, shape (bands,). The same on every machine. */
    int[] hashes(Shingles set) {
        int[] elements = set.hashes();
        SimilarityHashPolicy policy = SimilarityHashing.superMinHash(bands * rows, BITS, SuperMinHashVersion.V1);
        byte[] signature =
                policy.createHasher().compute(ElementHashProvider.ofFunction(i -> mixed(elements[i]), elements.length));
        int[] hashes = new int[bands];
        for (int band = 0; band < bands; band++) {
            long hash = 0;
            for (int row = 0; row < rows; row++) {
                hash = mixed(hash + policy.getComponent(signature, band * rows + row));
            }
            hashes[band] = (int) (hash >>> 32);
        }
        return hashes;
    }

    /** hash4j takes its elements for random 64-bit numbers. */
    private static long mixed(long value) {
        long z = value * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
