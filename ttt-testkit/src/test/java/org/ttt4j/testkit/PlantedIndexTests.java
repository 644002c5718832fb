package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/** Broken indexes, and the contract methods that notice. Long, as every planted bug is an index of its own. */
class PlantedIndexTests {

    @Test
    void healthyOnePasses() {
        assertThat(Planted.failuresOf(Healthy.class)).isEmpty();
    }

    @Test
    void listsInCompletionOrder() {
        assertThat(Planted.failuresOf(ReversedLists.class))
                .containsExactly(
                        "answersStandAtTheirQuerysRow",
                        "batchedSearchesEqualSingleOnes",
                        "concurrentSearchesAgree",
                        "exactIndexEqualsBruteForce",
                        "excludedVectorsMakeRoomForTheNext");
    }

    @Test
    void farthestFirst() {
        assertThat(Planted.failuresOf(FarthestFirst.class))
                .containsExactly(
                        "dearerParametersFindNoLess",
                        "exactIndexEqualsBruteForce",
                        "excludedVectorsMakeRoomForTheNext",
                        "hugeQueriesAreAnsweredOrRefused",
                        "listsAreSortedShortAndFreeOfPlaceholders");
    }

    /** What a list index of -1 makes of "no more neighbours" in Python: the last document once more. */
    @Test
    void placeholdersInsteadOfShortLists() {
        assertThat(Planted.failuresOf(PadsWithTheLast.class))
                .containsExactly("excludedVectorsMakeRoomForTheNext", "moreNeighboursThanVectorsGivesWhatThereIs");
    }

    @Test
    void oneNeighbourTooFew() {
        assertThat(Planted.failuresOf(SkipsTheBest.class))
                .containsExactly(
                        "answersStandAtTheirQuerysRow",
                        "exactIndexEqualsBruteForce",
                        "excludedVectorsMakeRoomForTheNext",
                        "listsAreSortedShortAndFreeOfPlaceholders",
                        "moreNeighboursThanVectorsGivesWhatThereIs");
    }

    @Test
    void nanTakenForZero() {
        assertThat(Planted.failuresOf(TakesNan.class)).containsExactly("queriesThatAreNotFiniteAreRefused");
    }

    @Test
    void vectorsInSortedOrder() {
        assertThat(Planted.failuresOf(SortsIds.class)).containsExactly("reconstructReturnsWhatWasAdded");
    }

    @Test
    void checksumNotCompared() {
        assertThat(Planted.failuresOf(TrustsItsFile.class)).containsExactly("flippedBitsAreRefused");
    }

    @Test
    void leftoversOfAnUnfinishedBuild() {
        assertThat(Planted.failuresOf(LeavesFiles.class))
                .containsExactly(
                        "cancelledBuildLeavesNoFile",
                        "missingAndSurplusVectorsAreRefused",
                        "unfinishedBuildLeavesNoFile");
    }

    /** The hits are dropped, and nothing takes their place. */
    @Test
    void excludedVectorsLeaveAHole() {
        assertThat(Planted.failuresOf(LeavesHoles.class)).containsExactly("excludedVectorsMakeRoomForTheNext");
    }

    @Test
    void excludedVectorsComeBack() {
        assertThat(Planted.failuresOf(IgnoresExclusion.class))
                .containsExactly("excludedIdsMayBeUnknownAllOrNone", "excludedVectorsMakeRoomForTheNext");
    }

    /** What FAISS does: it wants to be nearer than the radius. */
    @Test
    void rangeWithoutItsBorder() {
        assertThat(Planted.failuresOf(OpenRange.class)).containsExactly("rangesIncludeTheirBorder");
    }

    @Test
    void rangeOfTheNearestOnly() {
        assertThat(Planted.failuresOf(ShortRange.class))
                .containsExactly("rangesHoldWhatIsAtLeastAsSimilar", "rangesIncludeTheirBorder");
    }

    @Test
    void dearestParameterFirst() {
        assertThat(Planted.failuresOf(DearestFirst.class)).containsExactly("dearerParametersFindNoLess");
    }

    @Test
    void tuningChangesTheIndex() {
        assertThat(Planted.failuresOf(TunesItself.class)).containsExactly("dearerParametersFindNoLess");
    }

    @Test
    void handleLeftOpenOnRefusal() {
        assertThat(Planted.failuresOf(LeaksOnRefusal.class))
                .containsExactly(
                        "exclusionKeepsTheChecksOfASearch",
                        "fewerThanOneNeighbourIsRefused",
                        "queriesThatAreNotFiniteAreRefused",
                        "wrongDimensionIsRefused");
    }

    /** Hands everything on; the bugs override one method each. */
    private static class Wrapped
            implements VectorIndex, VectorIndex.Reconstruction, VectorIndex.RangeSearch, VectorIndex.Tunable {
        final HeapIndex healthy;

        Wrapped(VectorIndex healthy) {
            this.healthy = (HeapIndex) healthy;
        }

        @Override
        public Traits traits() {
            return healthy.traits();
        }

        @Override
        public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
            return healthy.search(queries, k, control).stream()
                    .map(this::changed)
                    .toList();
        }

        @Override
        public List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
            return healthy.searchRange(queries, similarity, control);
        }

        @Override
        public Map<String, List<String>> parameters() {
            return Map.of("share", List.of("50", "100"));
        }

        @Override
        public VectorIndex tuned(Map<String, String> values) {
            values.forEach((name, value) -> {
                if (!name.equals("share") || !value.matches("[1-9][0-9]?|100")) {
                    throw new IllegalArgumentException("found " + name + "=" + value + ", wanted share=1 to 100");
                }
            });
            return new Share(this, Integer.parseInt(values.getOrDefault("share", "100")));
        }

        List<Neighbor> changed(List<Neighbor> found) {
            return found;
        }

        @Override
        public EmbeddingBatch reconstruct(long[] ids) {
            return healthy.reconstruct(ids);
        }

        @Override
        public void close() {
            healthy.close();
        }
    }

    /** Finds only what is among the first vectors, in percent. */
    private record Share(VectorIndex index, int percent) implements VectorIndex {

        @Override
        public Traits traits() {
            return index.traits();
        }

        @Override
        public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
            long seen = traits().spec().size() * percent / 100;
            return index.search(queries, k, control).stream()
                    .map(found -> found.stream().filter(one -> one.id() < seen).toList())
                    .toList();
        }

        @Override
        public void close() {}
    }

    /** A contract over an index that {@link #plant} spoils. */
    abstract static class WithBug extends VectorIndexContract {

        abstract VectorIndex plant(VectorIndex healthy);

        @Override
        protected BackendProvider.OfIndex provider() {
            HeapIndexProvider healthy = new HeapIndexProvider();
            return new BackendProvider.OfIndex() {
                @Override
                public String id() {
                    return "planted";
                }

                @Override
                public String description() {
                    return "an index with a bug";
                }

                @Override
                public IndexBuilder build(Path directory, IndexSpec spec, Settings settings) {
                    return plant(healthy.build(directory, spec, settings));
                }

                @Override
                public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
                    beforeOpening(directory);
                    return plant(healthy.open(directory, spec, settings));
                }
            };
        }

        IndexBuilder plant(IndexBuilder healthy) {
            return healthy;
        }

        void beforeOpening(Path directory) {}
    }

    static class Healthy extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy);
        }
    }

    static class ReversedLists extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                    List<List<Neighbor>> found = new ArrayList<>(super.search(queries, k, control));
                    Collections.reverse(found);
                    return found;
                }
            };
        }
    }

    static class FarthestFirst extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                List<Neighbor> changed(List<Neighbor> found) {
                    List<Neighbor> reversed = new ArrayList<>(found);
                    Collections.reverse(reversed);
                    return reversed;
                }
            };
        }
    }

    static class PadsWithTheLast extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                    return super.search(queries, k, control).stream()
                            .map(found -> padded(found, k))
                            .toList();
                }
            };
        }

        private static List<Neighbor> padded(List<Neighbor> found, int k) {
            List<Neighbor> padded = new ArrayList<>(found);
            while (padded.size() < Math.min(k, 5000)) {
                padded.add(found.get(found.size() - 1));
            }
            return padded;
        }
    }

    static class SkipsTheBest extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                    return healthy.search(queries, k < 1 ? k : Math.max(k, k + 1), control).stream()
                            .map(found -> found.subList(1, found.size()))
                            .toList();
                }
            };
        }
    }

    static class TakesNan extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                    float[] values = queries.toArray();
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Float.isFinite(values[i]) ? values[i] : 0;
                    }
                    EmbeddingBatch finite = EmbeddingBatch.of(queries.rows(), queries.dimension(), values);
                    return super.search(finite, k, control);
                }
            };
        }
    }

    static class LeavesHoles extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> searchWithout(
                        EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
                    return search(queries, k, control).stream()
                            .map(found -> found.stream()
                                    .filter(one -> !excluded.contains(one.id()))
                                    .toList())
                            .toList();
                }
            };
        }
    }

    static class IgnoresExclusion extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> searchWithout(
                        EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
                    return search(queries, k, control);
                }
            };
        }
    }

    static class OpenRange extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
                    return super.searchRange(queries, similarity, control).stream()
                            .map(found -> found.stream()
                                    .filter(one -> one.similarity() != similarity)
                                    .toList())
                            .toList();
                }
            };
        }
    }

    static class ShortRange extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
                    return super.searchRange(queries, similarity, control).stream()
                            .map(found -> found.subList(0, Math.min(5, found.size())))
                            .toList();
                }
            };
        }
    }

    static class DearestFirst extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public Map<String, List<String>> parameters() {
                    return Map.of("share", List.of("100", "50"));
                }
            };
        }
    }

    static class TunesItself extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                private int last = 100;

                @Override
                public Map<String, List<String>> parameters() {
                    return Map.of("share", List.of("50", "90"));
                }

                @Override
                public VectorIndex tuned(Map<String, String> values) {
                    VectorIndex tuned = super.tuned(values);
                    last = Integer.parseInt(values.getOrDefault("share", "100"));
                    return tuned;
                }

                @Override
                List<Neighbor> changed(List<Neighbor> found) {
                    return found.stream().filter(one -> one.id() < 3L * last).toList();
                }
            };
        }
    }

    static class SortsIds extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public EmbeddingBatch reconstruct(long[] ids) {
                    return super.reconstruct(Arrays.stream(ids).sorted().toArray());
                }
            };
        }
    }

    /** Writes the checksum that the damaged file would have. */
    static class TrustsItsFile extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy);
        }

        @Override
        void beforeOpening(Path directory) {
            Path file = directory.resolve(HeapIndexFile.NAME);
            if (!Files.isRegularFile(file)) {
                return;
            }
            try {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length >= 32) {
                    MessageDigest digest = Sha256.digest();
                    digest.update(bytes, 0, bytes.length - 32);
                    System.arraycopy(digest.digest(), 0, bytes, bytes.length - 32, 32);
                    Files.write(file, bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static class LeavesFiles extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy);
        }

        @Override
        IndexBuilder plant(IndexBuilder healthy) {
            return new IndexBuilder() {
                private boolean closed;

                @Override
                public long trainingRows() {
                    return healthy.trainingRows();
                }

                @Override
                public void train(EmbeddingBatch sample, RunControl control) {
                    healthy.train(sample, control);
                }

                @Override
                public void add(EmbeddingBatch vectors, RunControl control) {
                    if (closed) {
                        throw new IllegalStateException("closed");
                    }
                    healthy.add(vectors, control);
                }

                @Override
                public void finish(RunControl control) {
                    healthy.finish(control);
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }
    }

    static class LeaksOnRefusal extends WithBug {
        @Override
        VectorIndex plant(VectorIndex healthy) {
            return new Wrapped(healthy) {
                @Override
                public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                    try {
                        return super.search(queries, k, control);
                    } catch (IllegalArgumentException | BackendException refused) {
                        NativeHandles.of("planted-index").acquired();
                        throw refused;
                    }
                }
            };
        }
    }
}
