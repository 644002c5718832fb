package org.ttt4j.index.faiss;

import org.ttt4j.index.faiss.bindings.Faiss;

/**
 * What an opened index can do, whatever it is wrapped in. Thread-safe.
 *
 * @param exact whether a search compares with every vector, uncompressed
 * @param lists inverted lists, 0 for an index without
 * @param graph whether a graph takes a number of candidates
 * @param refines whether a search finds more than k and compares them precisely
 * @param selects whether a search can pass over ids
 * @param ranges whether FAISS searches within a radius
 * @param reconstructs whether vectors can be got back
 */
record Kind(
        boolean exact,
        long lists,
        boolean graph,
        boolean refines,
        boolean selects,
        boolean ranges,
        boolean reconstructs) {

    static Kind of(FaissHandle handle) {
        return handle.ask(
                "tell the kind of index",
                index -> new Kind(
                        Faiss.exact(index),
                        Faiss.lists(index),
                        Faiss.has_graph(index),
                        Faiss.refines(index),
                        Faiss.selects(index),
                        Faiss.ranges(index),
                        Faiss.reconstructs(index)));
    }
}
