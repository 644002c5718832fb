package org.ttt4j.index.faiss;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;

/**
 * Several indexes as one: each is asked with all its threads, one after the other, and what they find is joined. Searches
 * are thread-safe; the index is immutable.
 */
final class ShardedIndex implements VectorIndex {

    private final Shards shards;
    private final List<VectorIndex> parts;
    private final Traits traits;

    private ShardedIndex(Shards shards, List<? extends VectorIndex> parts) {
        this.shards = shards;
        this.parts = List.copyOf(parts);
        Traits first = parts.get(0).traits();
        this.traits =
                new Traits(shards.spec(), first.exact(), first.description() + " in " + shards.count() + " shards");
    }

    static ShardedIndex open(Shards shards, FaissSettings settings) {
        try (Undo undo = new Undo()) {
            List<VectorIndex> parts = new ArrayList<>();
            for (int i = 0; i < shards.count(); i++) {
                parts.add(undo.push(FaissIndex.open(shards.place(i), shards.spec(i), settings)));
            }
            undo.keep(parts);
            return new ShardedIndex(shards, parts);
        }
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        return joined(queries.rows(), k, (shard, part) -> part.search(queries, k, control));
    }

    @Override
    public List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        return joined(
                queries.rows(), k, (shard, part) -> part.searchWithout(queries, k, within(excluded, shard), control));
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        Reconstruction reconstruction = this::reconstruct;
        RangeSearch ranges = this::searchRange;
        return Stream.of(
                        Optional.of(reconstruction).filter(power -> all(Reconstruction.class)),
                        Optional.of(ranges).filter(power -> all(RangeSearch.class)),
                        parts.get(0).capability(Tunable.class).map(Tuned::new))
                .flatMap(Optional::stream)
                .filter(type::isInstance)
                .findFirst()
                .map(type::cast)
                .or(() -> VectorIndex.super.capability(type));
    }

    @Override
    public void close() {
        parts.forEach(VectorIndex::close);
    }

    private List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
        return joined(queries.rows(), Integer.MAX_VALUE, (shard, part) -> power(part, RangeSearch.class)
                .searchRange(queries, similarity, control));
    }

    private EmbeddingBatch reconstruct(long[] ids) {
        float[] rows = new float[Math.multiplyExact(ids.length, shards.spec().dimension())];
        for (long id : ids) {
            if (id < 0 || id >= shards.spec().size()) {
                throw new IllegalArgumentException("found id=" + id + ", wanted an id in [0, "
                        + shards.spec().size() + ")");
            }
        }
        for (int i = 0; i < ids.length; i++) {
            int shard = shards.of(ids[i]);
            float[] row = power(parts.get(shard), Reconstruction.class)
                    .reconstruct(new long[] {ids[i] - shards.begin(shard)})
                    .row(0);
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        return EmbeddingBatch.of(ids.length, shards.spec().dimension(), rows);
    }

    private List<List<Neighbor>> joined(int rows, int k, BiFunction<Integer, VectorIndex, List<List<Neighbor>>> ask) {
        List<List<Neighbor>> answers = new ArrayList<>(Collections.nCopies(rows, List.of()));
        for (int i = 0; i < shards.count(); i++) {
            long begin = shards.begin(i);
            List<List<Neighbor>> more = ask.apply(i, parts.get(i));
            for (int row = 0; row < rows; row++) {
                Stream<Neighbor> found =
                        more.get(row).stream().map(one -> new Neighbor(one.id() + begin, one.similarity()));
                answers.set(
                        row,
                        Stream.concat(answers.get(row).stream(), found)
                                .sorted(Neighbor.BEST_FIRST)
                                .limit(k)
                                .toList());
            }
        }
        return answers;
    }

    private IdSet within(IdSet excluded, int shard) {
        long begin = shards.begin(shard);
        return IdSet.of(LongStream.of(excluded.below(shards.begin(shard + 1)))
                .filter(id -> id >= begin)
                .map(id -> id - begin)
                .toArray());
    }

    private boolean all(Class<?> power) {
        return parts.stream().allMatch(part -> part.capability(power).isPresent());
    }

    private static <T> T power(VectorIndex index, Class<T> type) {
        return index.capability(type).orElseThrow();
    }

    /** Tells all of them the same. */
    private final class Tuned implements Tunable {

        private final Tunable first;

        private Tuned(Tunable first) {
            this.first = first;
        }

        @Override
        public Map<String, List<String>> parameters() {
            return first.parameters();
        }

        @Override
        public VectorIndex tuned(Map<String, String> values) {
            return new ShardedIndex(
                    shards,
                    parts.stream()
                            .map(part -> power(part, Tunable.class).tuned(values))
                            .toList());
        }
    }
}
