package org.ttt4j.api;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Finds texts like what was read, for the model to learn before it reads on: retrieval along a stream. Confined to the
 * thread of the {@link OnlineAdaptation}.
 */
@FunctionalInterface
public interface OnlineRecall {

    /** Rule of {@link Excluded}: the document holds what the stream goes on with. */
    String AHEAD = "ahead";

    /**
     * Finds neighbours.
     *
     * @param past the end of what was read of the document, not blank
     * @param ahead the beginning of what comes next, which no neighbour may hold; empty if the document ends here
     * @param control checked and reported to by what embeds and searches
     * @return what to learn, in order; may be empty
     */
    Recalled recall(String past, String ahead, RunControl control);

    /**
     * Texts to learn. Thread-safe.
     *
     * @param ids ids[i] belongs to texts[i]
     * @param texts the documents
     */
    record Recalled(List<Long> ids, List<String> texts) {
        /**
         * Refuses lists of different lengths.
         *
         * @param ids copied
         * @param texts as many as {@code ids}; copied
         */
        public Recalled {
            ids = List.copyOf(ids);
            texts = List.copyOf(texts);
            if (ids.size() != texts.size()) {
                throw new IllegalArgumentException(
                        "found " + ids.size() + " ids and " + texts.size() + " texts, wanted as many");
            }
        }
    }

    /**
     * The pipeline's search and selection. A document that holds the next characters of the stream is left out: learning it
     * would be reading ahead.
     *
     * @param pipeline over an index of the corpus
     * @param embedder the pipeline's
     * @param corpus the pipeline's
     * @param candidates K
     * @param neighbors N, at most K
     * @param exclusion what else may not be learned
     * @return a recall that borrows all of these
     */
    static OnlineRecall of(
            TestTimeTraining pipeline,
            Embedder embedder,
            Corpus corpus,
            int candidates,
            int neighbors,
            Exclusion exclusion) {
        Objects.requireNonNull(pipeline, "pipeline");
        if (neighbors < 1 || candidates < neighbors) {
            throw new IllegalArgumentException("found candidates=" + candidates + ", neighbors=" + neighbors
                    + ", wanted candidates >= neighbors >= 1");
        }
        return (past, ahead, control) -> {
            EmbeddingBatch query = embedder.embed(List.of(past), control); // (1, d)
            Exclusion unread = found -> Arrays.stream(found)
                    .filter(id -> !ahead.isBlank()
                            && corpus.texts(new long[] {id}).get(0).contains(ahead))
                    .mapToObj(id -> Excluded.by(AHEAD, id))
                    .toList();
            List<Neighbor> found = pipeline.candidates(
                            query, candidates, Exclusion.any(List.of(exclusion, unread)), control)
                    .neighbors();
            long[] ids = pipeline.select(query, found, neighbors, control).ids();
            return new Recalled(Arrays.stream(ids).boxed().toList(), corpus.texts(ids));
        };
    }
}
