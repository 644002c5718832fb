/**
 * Selectors: what to train on among retrieved candidates. Each is a provider whose Javadoc has its formula and source;
 * a program without config files opens one by its provider, and needs nothing but vectors:
 *
 * <pre>
 * Selector sift = new SiftSelectorProvider().open(Settings.of(Map.of("lambda", "0.1")));
 * EmbeddingBatch query = VectorFiles.read(Path.of("query.npy"));      // (m, d)
 * EmbeddingBatch candidates = VectorFiles.read(Path.of("x.npy"));     // (K, d)
 * Selection found = sift.select(Selector.Request.of(query, candidates, 50));
 * found.picks().forEach(pick -&gt; System.out.println(pick.id() + " leaves " + pick.uncertainty()));
 * </pre>
 *
 * <p>All selectors work in float64, are pure and thread-safe, so that queries may be served by all cores at once, and
 * report after each pick the posterior standard deviation of the query under one Gaussian process, so that they can be
 * compared. They share these settings:
 *
 * <ul>
 *   <li>{@code lambda}: variance of the observation noise, above 0
 *   <li>{@code kernel}: {@code linear} x &middot; y, {@code cosine}, or {@code rbf} exp(-|x - y|^2 / (2 l^2)) with the
 *       {@code length-scale} l; {@code normalize} scales all vectors to length 1 first
 *   <li>{@code alpha}: adaptive stop of SIFT, pick n is only made if it leaves sigma_n &lt;= 1 / (alpha n); or off
 *   <li>{@code target-uncertainty}: no further pick once sigma_n is at most this; or off
 *   <li>{@code min}, {@code max}: picks that neither prevents, and an upper bound of every budget
 * </ul>
 *
 * <p>Letters: m query rows, d dimension, K candidates, N picks.
 */
package org.ttt4j.select;
