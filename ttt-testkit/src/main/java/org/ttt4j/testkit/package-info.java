/**
 * Proves backends. To prove one, extend its slot's contract class ({@link org.ttt4j.testkit.EmbedderContract},
 * {@link org.ttt4j.testkit.VectorIndexContract}, {@link org.ttt4j.testkit.SelectorContract},
 * {@link org.ttt4j.testkit.TrainerContract}), say how it is opened, and add what is special about it; the inherited
 * test names are the specification.
 *
 * <p>Every contract test asserts that it saw data, and fails when native objects counted by
 * {@link org.ttt4j.api.NativeHandles} stay open.
 */
package org.ttt4j.testkit;
