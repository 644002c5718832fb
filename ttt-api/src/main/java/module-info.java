/**
 * The SPIs of TTT4J (embedder, index, selector, trainer), the values that travel between them, and the pipeline that
 * joins them. {@link org.ttt4j.api.TestTimeTraining} tells the data flow of one query:
 *
 * <ol>
 *   <li>an {@link org.ttt4j.api.Embedder Embedder} turns its text into a vector, shape (1, d);
 *   <li>a {@link org.ttt4j.api.VectorIndex VectorIndex} finds K candidates: {@link org.ttt4j.api.Preselection
 *       Preselection} says by what, {@link org.ttt4j.api.Exclusion Exclusion} which must not be learned from;
 *   <li>a {@link org.ttt4j.api.Selector Selector} picks N of them, in training order;
 *   <li>a {@link org.ttt4j.api.Corpus Corpus} has their texts;
 *   <li>a {@link org.ttt4j.api.Trainer.Session Trainer.Session} scores the query, takes gradient steps on the texts,
 *       scores the query again and goes back to the base weights, bit for bit;
 *   <li>an {@link org.ttt4j.api.Adaptation Adaptation} says what was found, learned and scored.
 * </ol>
 *
 * <p>Along a stream, {@link org.ttt4j.api.OnlineAdaptation OnlineAdaptation} scores a segment and then learns it. Long
 * work gets a {@link org.ttt4j.api.RunControl RunControl}, for progress and cancellation.
 *
 * <p>A backend requires this module and nothing else of the project; this module requires nothing at all. A backend
 * registers itself with a {@link org.ttt4j.api.BackendProvider BackendProvider} and reads its
 * {@link org.ttt4j.api.Settings Settings}.
 */
module org.ttt4j.api {
    exports org.ttt4j.api;
}
