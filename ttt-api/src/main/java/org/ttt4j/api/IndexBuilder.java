package org.ttt4j.api;

/**
 * Builds an index: {@link #train train}, or {@link #trainPart trainPart} until it is done, at most once if {@link
 * #trainingRows()} asks for it, then {@link #add add} any number of times, then {@link #finish finish}. Closing before
 * finishing leaves nothing behind but the last {@link #checkpoint checkpoint}. Confined to one thread.
 */
public interface IndexBuilder extends AutoCloseable {

    /**
     * {@return how many vectors an earlier builder for the same directory, specification and settings had taken at its
     * last {@link #checkpoint checkpoint}: the caller adds those behind them; 0 when the build begins}
     */
    default long resumed() {
        return 0;
    }

    /**
     * {@return how many sample rows {@link #train train} would like to see: 0 when the index needs no training, or has
     * had it}
     */
    long trainingRows();

    /**
     * Learns what the index needs (centroids, codebooks) from a sample.
     *
     * @param sample shape (n, d), all values finite
     * @param control checked before it begins; reports {@link Progress.Advanced} with stage {@code train}
     * @throws IllegalArgumentException if the sample is too small or not finite
     */
    void train(EmbeddingBatch sample, RunControl control);

    /**
     * Learns for a while, some seconds, so that the caller can take a {@link #checkpoint checkpoint} in between; stands in
     * place of {@link #train train}. A builder that learns quickly keeps this default, which learns everything.
     *
     * @param sample shape (n, d), the same in each call, and in each builder that goes on with a checkpoint
     * @param control checked before and between parts; reports {@link Progress.Advanced} with stage {@code train}
     * @return whether all is learned; otherwise it is to be called again
     * @throws IllegalArgumentException if the sample is too small or not finite
     */
    default boolean trainPart(EmbeddingBatch sample, RunControl control) {
        train(sample, control);
        return true;
    }

    /**
     * Appends vectors; ids continue from 0 in order.
     *
     * @param vectors shape (n, d), all values finite
     * @param control checked between pieces; reports {@link Progress.Advanced} with stage {@code add}
     */
    void add(EmbeddingBatch vectors, RunControl control);

    /**
     * Makes what was learned and added so far survive the end of the process, so that a later builder goes on behind it
     * and writes the same index. A builder that is done quickly keeps this default, which does nothing.
     *
     * @param control checked while files are written
     */
    default void checkpoint(RunControl control) {}

    /**
     * Writes the index below the directory given when the builder was made, atomically and forced to disk.
     *
     * @param control checked before anything is written
     * @throws IllegalStateException if the number of vectors differs from the announced size
     */
    void finish(RunControl control);

    /** Releases everything; of an unfinished build only the last checkpoint stays. Idempotent. */
    @Override
    void close();
}
