/** Exact nearest neighbours in pure Java; {@link org.ttt4j.index.exact.ExactIndexProvider} is all that a program needs. */
package org.ttt4j.index.exact;
