package org.ttt4j.api;

/**
 * Builds an index: {@link #train} at most once if {@link #trainingRows()} asks for it, then {@link #add} any number of
 * times, then {@link #finish}. Closing before finishing leaves no file behind. Confined to one thread.
 */
public interface IndexBuilder extends AutoCloseable {

    /** How many sample rows {@link #train} would like to see: 0 when the index needs no training. */
    long trainingRows();

    /**
     * Learns what the index needs (centroids, codebooks) from a sample.
     *
     * @param sample shape (n, d)
     * @throws IllegalArgumentException if the sample is too small or not finite
     */
    void train(EmbeddingBatch sample, RunControl control);

    /**
     * Appends vectors; ids continue from 0 in order.
     *
     * @param vectors shape (n, d), all values finite
     */
    void add(EmbeddingBatch vectors, RunControl control);

    /**
     * Writes the index below the directory given when the builder was made, atomically and forced to disk.
     *
     * @throws IllegalStateException if the number of vectors differs from the announced size
     */
    void finish(RunControl control);

    /** Releases everything; deletes temporary files of an unfinished build. Idempotent. */
    @Override
    void close();
}
