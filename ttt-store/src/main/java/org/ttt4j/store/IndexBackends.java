package org.ttt4j.store;

import java.util.List;

/** Finds index backends by id, for changes of an index that has files of several. Confined to one thread. */
@FunctionalInterface
public interface IndexBackends {

    /**
     * {@return the backend of an id}
     *
     * @param id such as {@code faiss}
     * @throws RuntimeException if there is none of that name, naming those there are
     */
    IndexBackend named(String id);

    /**
     * {@return those that are given; another id is a {@link StoreException}}
     *
     * @param backends each with its own id
     */
    static IndexBackends of(IndexBackend... backends) {
        List<IndexBackend> all = List.of(backends);
        return id -> all.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new StoreException("found files of the index backend " + id + ", wanted one of "
                        + all.stream().map(IndexBackend::id).toList()));
    }
}
