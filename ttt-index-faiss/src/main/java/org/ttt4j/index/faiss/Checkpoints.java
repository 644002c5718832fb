package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;

/**
 * What an unfinished build has left: the index, or its training, as far as it had come. Two places take turns, so that
 * one is whole at any moment. Confined to one thread.
 */
final class Checkpoints {

    private final List<IndexFiles> places;
    private final IndexSpec spec;
    private int next;
    private long position;

    /**
     * Checkpoints of one build.
     *
     * @param name what their files begin with
     * @param spec of the finished index
     */
    Checkpoints(Path directory, String name, IndexSpec spec) {
        this.places = List.of(new IndexFiles(directory, name + "-0"), new IndexFiles(directory, name + "-1"));
        this.spec = spec;
    }

    /**
     * The last one of a build with the same outcome, if there is one.
     *
     * @param recipe all that decides the outcome besides the vectors
     */
    Optional<Path> latest(String recipe) {
        Map<IndexFiles, Long> positions = new HashMap<>();
        for (IndexFiles place : places) { // each is hashed once: it may be large
            place.found()
                    .filter(seal -> seal.isOf(spec, recipe))
                    .ifPresent(seal -> positions.put(place, seal.spec().size()));
        }
        Optional<Map.Entry<IndexFiles, Long>> last =
                positions.entrySet().stream().max(Map.Entry.comparingByValue());
        next = last.map(entry -> 1 - places.indexOf(entry.getKey())).orElse(0);
        position = last.map(Map.Entry::getValue).orElse(0L);
        return last.map(entry -> entry.getKey().index());
    }

    /** How far the last one is, 0 if there is none. */
    long position() {
        return position;
    }

    /**
     * Keeps another one.
     *
     * @param writer writes the file and forces it to disk
     * @param reached how far it is: vectors of an index; more than that of the one before
     */
    void write(Consumer<Path> writer, long reached, String recipe, RunControl control) {
        IndexFiles place = places.get(next);
        place.delete();
        IndexSpec part = new IndexSpec(spec.dimension(), reached, spec.metric(), spec.embedderFingerprint());
        place.store(writer, part, recipe, control);
        next = 1 - next;
        position = reached;
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
