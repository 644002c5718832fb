package org.ttt4j.index.faiss;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.IndexSpec;

/**
 * How the vectors of an index are spread over several: shard i holds the ids from {@link #begin}(i) on, in a directory of
 * its own. Thread-safe.
 *
 * @param directory of the whole
 * @param spec of the whole
 * @param count number of shards, at least 1 and at most the number of vectors
 */
record Shards(Path directory, IndexSpec spec, int count) {

    /** Those that were built in a directory, if it was built in shards. One that is missing shows in the others' sizes. */
    static Optional<Shards> in(Path directory, IndexSpec spec) {
        int count = 0;
        while (Files.isDirectory(place(directory, count))) {
            count++;
        }
        return count == 0 ? Optional.empty() : Optional.of(new Shards(directory, spec, count));
    }

    /** First id of a shard; that of the one behind the last is the number of vectors. */
    long begin(int shard) {
        return spec.size() / count * shard + spec.size() % count * shard / count;
    }

    /** Where a shard is. */
    Path place(int shard) {
        return place(directory, shard);
    }

    /** What a shard holds. */
    IndexSpec spec(int shard) {
        return new IndexSpec(
                spec.dimension(), begin(shard + 1) - begin(shard), spec.metric(), spec.embedderFingerprint());
    }

    /** Which shard holds an id in [0, size). */
    int of(long id) {
        int shard = (int) Math.min(count - 1, id / Math.max(1, spec.size() / count));
        while (begin(shard) > id) {
            shard--;
        }
        return shard;
    }

    /** The empty index that all of them begin with, while they are built. */
    IndexFiles trained() {
        return new IndexFiles(directory, "trained");
    }

    /** Checkpoints of the training, which is one for all. */
    Checkpoints trainings() {
        return new Checkpoints(directory, FaissIndexBuilder.TRAINING, spec);
    }

    private static Path place(Path directory, int shard) {
        return directory.resolve("shard-" + shard);
    }
}
