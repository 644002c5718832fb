package org.ttt4j.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.ttt4j.api.Stopwatch.Stage;

/**
 * The pipeline: embed the query, search its neighbours, select the most informative, train on them, score, reset.
 *
 * <p>Test-time training on nearest neighbours (Hardt &amp; Sun, arXiv 2305.18466) with a pluggable selection (SIFT:
 * Hübotter et al., arXiv 2410.08020). It borrows its parts: whoever opened them closes them, after the last call.
 * Thread-safe if the parts are; calls wait for a free training session.
 */
public final class TestTimeTraining {

    private final Embedder embedder;
    private final VectorIndex index;
    private final Corpus corpus;
    private final Selector selector;
    private final Trainer trainer;
    private final Preselection preselection;

    /**
     * Joins opened parts; the candidates are the nearest neighbours.
     *
     * @param embedder the one that made the index's vectors
     * @param index of the corpus
     * @param corpus as many documents as the index has vectors
     * @param selector chooses what to train on
     * @param trainer the model that is adapted
     * @throws IllegalArgumentException if the index was built with another embedder or for another corpus
     */
    public TestTimeTraining(Embedder embedder, VectorIndex index, Corpus corpus, Selector selector, Trainer trainer) {
        this(embedder, index, corpus, selector, trainer, Preselection.NEAREST);
    }

    /**
     * Joins opened parts.
     *
     * @param embedder the one that made the index's vectors
     * @param index of the corpus
     * @param corpus as many documents as the index has vectors
     * @param selector chooses what to train on
     * @param trainer the model that is adapted
     * @param preselection which documents the selector chooses from
     * @throws IllegalArgumentException if the index was built with another embedder, for another corpus or for a metric
     *     that the pre-selection does not support
     */
    public TestTimeTraining(
            Embedder embedder,
            VectorIndex index,
            Corpus corpus,
            Selector selector,
            Trainer trainer,
            Preselection preselection) {
        this.embedder = embedder;
        this.index = index;
        this.corpus = corpus;
        this.selector = Objects.requireNonNull(selector, "selector");
        this.trainer = Objects.requireNonNull(trainer, "trainer");
        this.preselection = Objects.requireNonNull(preselection, "preselection");
        IndexSpec spec = index.traits().spec();
        if (!spec.embedderFingerprint().equals(embedder.traits().fingerprint())) {
            throw new IllegalArgumentException("the index was built with embedder "
                    + shortened(spec.embedderFingerprint()) + ", but the embedder is "
                    + shortened(embedder.traits().fingerprint()) + ": use that embedder or build the index anew");
        }
        if (spec.size() != corpus.size()) {
            throw new IllegalArgumentException("found an index of " + spec.size() + " vectors and a corpus of "
                    + corpus.size() + " documents, wanted as many");
        }
        preselection.demand(spec.metric());
    }

    /**
     * Adapts to one query and scores it before and after. The base weights are back when this returns or throws.
     *
     * @param request the query and what to do with it
     * @param control checked by every part, between batches and steps; hears of all of them
     * @return what was found, learned and scored
     * @throws BackendException if a part fails; nothing is caught and nothing is retried
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Adaptation adapt(AdaptRequest request, RunControl control) {
        return adapt(request, control, session -> {});
    }

    /**
     * The same, and hands over the adapted session before it is reset: to save it, or to score and generate other texts.
     *
     * @param request the query and what to do with it
     * @param control checked by every part, between batches and steps; hears of all of them
     * @param adapted called once on this thread, after the last score; it must not keep the session
     * @return what was found, learned and scored
     * @throws BackendException if a part fails; nothing is caught and nothing is retried
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Adaptation adapt(AdaptRequest request, RunControl control, Consumer<? super Trainer.Session> adapted) {
        Stopwatch watch = new Stopwatch();
        List<String> query = List.of(request.query());
        EmbeddingBatch vector = watch.time(Stage.EMBED, () -> embedder.embed(query, control)); // (1, d)
        Candidates candidates =
                watch.time(Stage.SEARCH, () -> candidates(vector, request.candidates(), request.exclusion(), control));
        List<Neighbor> found = candidates.neighbors(); // K, best first
        Selection chosen = watch.time(Stage.SELECT, () -> select(vector, found, request.budget(), control)); // N
        try (Trainer.Session session = trainer.begin(control)) {
            Score before =
                    watch.time(Stage.SCORE, () -> session.score(query, control).get(0));
            Optional<String> baseText = request.generate().map(how -> session.generate(request.query(), how, control));
            List<Step> steps = new ArrayList<>();
            List<Score> scores = new ArrayList<>(List.of(before)); // then one for each count
            List<Integer> counts = counts(chosen, request.watch());
            for (int i = 0; i < counts.size() && !request.watch().enough(scores); i++) {
                long[] ids = Arrays.copyOfRange(chosen.ids(), i == 0 ? 0 : counts.get(i - 1), counts.get(i));
                steps.addAll(watch.time(Stage.TRAIN, () -> session.train(ids, corpus.texts(ids), control)));
                scores.add(watch.time(
                        Stage.SCORE, () -> session.score(query, control).get(0)));
            }
            Optional<Adaptation.Continuation> continuation = baseText.map(base -> new Adaptation.Continuation(
                    base, session.generate(request.query(), request.generate().orElseThrow(), control)));
            adapted.accept(session);
            watch.time(Stage.RESET, () -> {
                session.reset();
                return session;
            });
            List<Adaptation.Watched> watched = new ArrayList<>();
            for (int i = 1; i < scores.size() && request.watch().every() > 0; i++) {
                watched.add(new Adaptation.Watched(counts.get(i - 1), scores.get(i)));
            }
            Score after = scores.get(scores.size() - 1);
            return new Adaptation(
                    found, candidates.excluded(), chosen, steps, before, after, watched, continuation, watch.seconds());
        }
    }

    /**
     * The candidates for a query vector: what {@link #adapt adapt} would select from.
     *
     * @param query shape (1, d)
     * @param count K, at least 1
     * @param control checked by the index
     * @return in the order of the {@link Preselection}
     */
    public List<Neighbor> candidates(EmbeddingBatch query, int count, RunControl control) {
        return preselection.candidates(index, query, count, control);
    }

    /**
     * The candidates for a query vector without those that an exclusion takes out, and what it took out.
     *
     * @param query shape (1, d)
     * @param count K, at least 1
     * @param exclusion {@link Exclusion#NONE} to take out nothing
     * @param control checked by the index
     * @return in the order of the {@link Preselection}
     */
    public Candidates candidates(EmbeddingBatch query, int count, Exclusion exclusion, RunControl control) {
        return preselection.candidates(index, query, count, exclusion, control);
    }

    /**
     * The selection for a query vector and its candidates, without training: what {@link #adapt adapt} would train on.
     *
     * @param query shape (m, d)
     * @param found K candidates, best first; an empty list gives an empty selection
     * @param budget N, at least 1
     * @param control checked by the embedder, where the index does not store vectors and texts must be embedded again
     * @return at most N picks in training order
     */
    public Selection select(EmbeddingBatch query, List<Neighbor> found, int budget, RunControl control) {
        if (found.isEmpty()) {
            return new Selection(List.of());
        }
        long[] ids = found.stream().mapToLong(Neighbor::id).toArray();
        EmbeddingBatch vectors = index.capability(VectorIndex.Reconstruction.class) // (K, d)
                .map(stored -> stored.reconstruct(ids))
                .orElseGet(() -> embedder.embed(corpus.texts(ids), control));
        return selector.select(new Selector.Request(query, found, vectors, budget));
    }

    /** After how many picks the query is scored: rising, the last one all of them. */
    private static List<Integer> counts(Selection chosen, Watch watch) {
        int all = chosen.picks().size();
        List<Integer> counts = new ArrayList<>();
        for (int count = watch.every(); count > 0 && count < all; count += watch.every()) {
            counts.add(count);
        }
        counts.add(all);
        return counts;
    }

    private static String shortened(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }
}
