package org.ttt4j.api;

/** What an index compares by. {@link Neighbor#similarity()} is derived so that larger is always closer. */
public enum Metric {
    /** Similarity is the inner product; on unit vectors the cosine. */
    INNER_PRODUCT,
    /** Similarity is the negated squared Euclidean distance. */
    L2
}
