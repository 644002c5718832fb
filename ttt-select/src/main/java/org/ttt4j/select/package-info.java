/**
 * Selectors. A program without config files opens one by its provider:
 *
 * <pre>Selector sift = new SiftSelectorProvider().open(Settings.of(Map.of("lambda", "0.1")));</pre>
 *
 * <p>Letters: m query rows, d dimension, K candidates, N picks.
 */
package org.ttt4j.select;
