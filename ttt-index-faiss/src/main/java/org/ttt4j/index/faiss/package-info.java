/** The index {@code faiss}: FAISS behind our own JavaCPP preset, with the checks that FAISS leaves to its callers. */
package org.ttt4j.index.faiss;
