/**
 * Test-time training on retrieved neighbours: values, service provider interfaces and the pipeline
 * {@link org.ttt4j.api.TestTimeTraining}.
 *
 * <p>Letters used in shapes: B texts, T tokens, d dimension, m query vectors, K candidates, N picks. Matrices are
 * row-major float32; row i of a result answers item i of the request.
 *
 * <p>What an argument must not be is refused: an {@link IllegalArgumentException} names what was found and what was
 * wanted. No method takes or returns null unless it says so. Records copy the lists and maps they are made from.
 */
package org.ttt4j.api;
