package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;

/**
 * What an unfinished build has left: the index as far as it had come. Two places take turns, so that one is whole at any
 * moment. Confined to one thread.
 */
final class Checkpoints {

    private final List<IndexFiles> places;
    private final IndexSpec spec;
    private final String recipe;
    private int next;

    /**
     * Checkpoints of one build.
     *
     * @param spec of the finished index
     */
    Checkpoints(Path directory, IndexSpec spec, FaissSettings settings) {
        this.places = List.of(new IndexFiles(directory, "checkpoint-0"), new IndexFiles(directory, "checkpoint-1"));
        this.spec = spec;
        this.recipe = settings.recipe(spec.size());
    }

    /** The index at the last checkpoint of a build with the same outcome, if there is one. */
    Optional<FaissHandle> resume(String owner) {
        Map<IndexFiles, Long> rows = new HashMap<>();
        for (IndexFiles place : places) { // each is hashed once: it may be large
            place.found()
                    .filter(seal -> seal.isOf(spec, recipe))
                    .ifPresent(seal -> rows.put(place, seal.spec().size()));
        }
        Optional<IndexFiles> last = rows.keySet().stream().max(Comparator.comparing(rows::get));
        next = last.isPresent() ? 1 - places.indexOf(last.orElseThrow()) : 0;
        return last.map(place -> FaissHandle.read(place.index(), false, owner));
    }

    /** Writes an index that holds so many vectors. */
    void write(FaissHandle handle, long rows, RunControl control) {
        IndexFiles place = places.get(next);
        place.delete();
        place.store(
                handle,
                new IndexSpec(spec.dimension(), rows, spec.metric(), spec.embedderFingerprint()),
                recipe,
                control);
        next = 1 - next;
    }

    /** Removes what is not whole. */
    void discard() {
        places.forEach(IndexFiles::discard);
    }

    /** Removes all of them. */
    void delete() {
        places.forEach(IndexFiles::delete);
    }
}
