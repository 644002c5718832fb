package org.ttt4j.api;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Finds texts like what was read, for the model to learn before it reads on: retrieval along a stream. Confined to the
 * thread of the {@link OnlineAdaptation}.
 */
@FunctionalInterface
public interface OnlineRecall {

    /** Rule of {@link Excluded}: the document holds what the stream goes on with. */
    String AHEAD = "ahead";

    /** Of the text that comes next, so much must not stand in a neighbour to the letter. */
    int AHEAD_BYTES = 64;

    /**
     * Finds neighbours.
     *
     * @param query the place in the stream
     * @param control checked and reported to by what embeds and searches
     * @return what to learn, in order; may be empty
     */
    Recalled recall(Query query, RunControl control);

    /**
     * The texts of documents that were recalled earlier. A run that goes on compares what it reads with them, to tell where
     * a document had given the stream away.
     *
     * @param ids that {@link #recall recall} gave
     * @return as many, in this order; or none, which keeps a run from seeing what was given away before it was interrupted
     */
    default List<String> texts(List<Long> ids) {
        return List.of();
    }

    /**
     * A place in a stream. Thread-safe.
     *
     * @param document what the document is called
     * @param past the end of what was read of it, not blank
     * @param ahead what comes next, as far as it was fetched and at most 64 KiB of it; no neighbour may hold any of it;
     *     empty if the document ends here
     */
    record Query(String document, String past, String ahead) {
        /**
         * Refuses null.
         *
         * @param document not null
         * @param past not null
         * @param ahead not null
         */
        public Query {
            Objects.requireNonNull(document, "document");
            Objects.requireNonNull(past, "past");
            Objects.requireNonNull(ahead, "ahead");
        }
    }

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
     * The pipeline's search and selection. A document that holds some of what comes next in the stream is left out, as far as
     * that is known: learning it would be reading ahead.
     *
     * @param pipeline over an index of the corpus
     * @param embedder the pipeline's
     * @param corpus the pipeline's
     * @param candidates K
     * @param neighbors N, at most K
     * @param exclusion what else may not be learned at a place
     * @return a recall that borrows all of these
     */
    static OnlineRecall of(
            TestTimeTraining pipeline,
            Embedder embedder,
            Corpus corpus,
            int candidates,
            int neighbors,
            Function<Query, Exclusion> exclusion) {
        Objects.requireNonNull(pipeline, "pipeline");
        if (neighbors < 1 || candidates < neighbors) {
            throw new IllegalArgumentException("found candidates=" + candidates + ", neighbors=" + neighbors
                    + ", wanted candidates >= neighbors >= 1");
        }
        return new OnlineRecall() {
            @Override
            public Recalled recall(Query place, RunControl control) {
                EmbeddingBatch query = embedder.embed(List.of(place.past()), control); // (1, d)
                Exclusion unread = found -> Arrays.stream(found)
                        .filter(id -> OnlineLeaks.holdsAny(
                                corpus.texts(new long[] {id}).get(0), place.ahead()))
                        .mapToObj(id -> Excluded.by(AHEAD, id))
                        .toList();
                Exclusion rules = Exclusion.any(List.of(exclusion.apply(place), unread));
                List<Neighbor> found =
                        pipeline.candidates(query, candidates, rules, control).neighbors();
                long[] ids = pipeline.select(query, found, neighbors, control).ids();
                return new Recalled(Arrays.stream(ids).boxed().toList(), corpus.texts(ids));
            }

            @Override
            public List<String> texts(List<Long> ids) {
                return corpus.texts(ids.stream().mapToLong(Long::longValue).toArray());
            }
        };
    }
}
