package org.ttt4j.api;

import java.util.List;
import java.util.Map;

/** The texts behind the ids of an index. Thread-safe. */
public interface Corpus extends AutoCloseable {

    /** {@return the number of documents; ids are 0 .. size-1} */
    long size();

    /**
     * Texts by id.
     *
     * @param ids ids in [0, size), repetition allowed
     * @return one text per id, in the same order
     * @throws IllegalArgumentException if an id is out of range
     */
    List<String> texts(long[] ids);

    /**
     * {@return what is known about a document, for instance {@code domain} and {@code source}; empty if nothing is}
     *
     * @param id in [0, size)
     * @throws IllegalArgumentException if the id is out of range
     */
    Map<String, String> metadata(long id);

    /** Releases files. Idempotent. */
    @Override
    default void close() {}

    /**
     * {@return a corpus held in memory, without metadata}
     *
     * @param texts one document each, text i of id i; the list is copied
     */
    static Corpus of(List<String> texts) {
        return new ListCorpus(List.copyOf(texts));
    }
}
