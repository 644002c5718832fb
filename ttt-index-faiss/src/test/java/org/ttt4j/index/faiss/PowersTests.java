package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.api.VectorIndex.RangeSearch;
import org.ttt4j.api.VectorIndex.Reconstruction;
import org.ttt4j.api.VectorIndex.Tunable;

/** Filters, ranges and parameters reach the index through whatever it is wrapped in. */
class PowersTests {

    private static final int DIMENSION = 16;

    private final EmbeddingBatch vectors = Fixtures.vectors(600, DIMENSION, 1);
    private final EmbeddingBatch queries = Fixtures.vectors(30, DIMENSION, 2);

    @TempDir
    Path directory;

    /** What is left of the whole order, whether FAISS passes over the ids or more is asked for and dropped. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Flat",
                "IDMap2,Flat",
                "SQ8",
                "SQfp16",
                "PQ8x4np",
                "PQ8x4fs",
                "LSHrt",
                "IVF8,Flat",
                "IVF8,FlatDedup",
                "IVF8,SQ8",
                "IVF8,PQ8x4np",
                "IVF8,PQ8x4fs",
                "IVF8_HNSW8,Flat",
                "PCAR8,IVF8,SQ8",
                "PCAR8,IVF8,PQ8x4np,RFlat",
                "IDMap2,PCA12,SQ8,Refine(SQfp16)",
                "L2norm,IVF8,Flat,IDMap",
            })
    void exclusionLeavesTheRestInOrder(String factory) {
        for (Metric metric : factory.equals("LSHrt") ? new Metric[] {Metric.L2} : Metric.values()) {
            try (VectorIndex index = opened(metric, "factory", factory, "nprobe", "8", "refine-factor", "600")) {
                List<List<Neighbor>> all = index.search(queries, 600, RunControl.silent());
                for (int out : new int[] {5, 400, 595}) {
                    IdSet excluded = IdSet.of(all.get(0).stream()
                            .limit(out)
                            .mapToLong(Neighbor::id)
                            .toArray());
                    List<List<Neighbor>> found = index.searchWithout(queries, 20, excluded, RunControl.silent());
                    for (int row = 0; row < queries.rows(); row++) {
                        List<Float> wanted = all.get(row).stream()
                                .filter(one -> !excluded.contains(one.id()))
                                .limit(20)
                                .map(Neighbor::similarity)
                                .toList();
                        assertThat(found.get(row))
                                .as("%s, %s, %d excluded, query %d", factory, metric, out, row)
                                .noneMatch(one -> excluded.contains(one.id()))
                                .hasSameSizeAs(wanted);
                        for (int rank = 0; rank < wanted.size(); rank++) {
                            assertThat(found.get(row).get(rank).similarity())
                                    .isCloseTo(wanted.get(rank), within(2e-4f));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "IVF8,Flat; nprobe",
                "IVF8,PQ8x4fs; nprobe",
                "IVF8_HNSW8,Flat; nprobe ef-search",
                "HNSW8; ef-search",
                "PCAR8,IVF8,PQ8x4np,RFlat; nprobe refine-factor",
                "IDMap2,RR,HNSW8,SQ8; ef-search",
                "PCA8,Flat,Refine(SQ8); refine-factor",
            })
    void aViewSearchesAsAnIndexOpenedWithItsParameters(String factory, String names) {
        Fixtures.build(directory, vectors, Metric.L2, Fixtures.settings("factory", factory, "threads", "1"));
        try (VectorIndex index = open("nprobe", "8", "ef-search", "512", "refine-factor", "64")) {
            Tunable tunable = index.capability(Tunable.class).orElseThrow();
            assertThat(tunable.parameters()).containsOnlyKeys(names.split(" ", -1));
            assertThat(tunable.parameters().values())
                    .allSatisfy(values -> assertThat(values).hasSizeGreaterThan(3));
            List<List<Neighbor>> before = index.search(queries, 10, RunControl.silent());
            for (String name : names.split(" ", -1)) {
                String cheapest = tunable.parameters().get(name).get(0);
                VectorIndex view = tunable.tuned(Map.of(name, cheapest));
                List<List<Neighbor>> found = view.search(queries, 10, RunControl.silent());
                try (VectorIndex other = open(
                        "nprobe", name.equals("nprobe") ? cheapest : "8",
                        "ef-search", name.equals("ef-search") ? cheapest : "512",
                        "refine-factor", name.equals("refine-factor") ? cheapest : "64")) {
                    assertThat(other.search(queries, 10, RunControl.silent()))
                            .as("%s=%s", name, cheapest)
                            .isEqualTo(found);
                }
                if (!factory.contains("HNSW")) {
                    assertThat(found).as("%s matters", name).isNotEqualTo(before);
                }
            }
            assertThat(index.search(queries, 10, RunControl.silent())).isEqualTo(before);
        }
    }

    @Test
    void parametersThatTheKindDoesNotReadAreRefused() {
        try (VectorIndex index = opened(Metric.L2, "factory", "IVF8,Flat")) {
            Tunable tunable = index.capability(Tunable.class).orElseThrow();
            assertThatThrownBy(() -> tunable.tuned(Map.of("ef-search", "16")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("found the parameter ef-search, wanted one of [nprobe] for this index");
        }
    }

    /** A flat index of the same vectors is the oracle: these compare all of them, or all that matter. */
    @ParameterizedTest
    @ValueSource(strings = {"HNSW32", "HNSW32,Flat", "IDMap2,HNSW32", "SQfp16", "SQ8,RFlat"})
    void rangesThatFaissCannotSearchAreAskedForPieceByPiece(String factory) {
        try (VectorIndex flat = opened(Metric.L2, "factory", "Flat");
                VectorIndex index = opened(Metric.L2, "factory", factory, "ef-search", "600")) {
            for (int near : new int[] {1, 63, 64, 65, 300}) {
                float least = (float) flat.search(queries, near, RunControl.silent()).get(0).stream()
                        .mapToDouble(Neighbor::similarity)
                        .min()
                        .orElseThrow();
                List<List<Neighbor>> truth = flat.capability(RangeSearch.class)
                        .orElseThrow()
                        .searchRange(queries, least, RunControl.silent());
                List<List<Neighbor>> found = index.capability(RangeSearch.class)
                        .orElseThrow()
                        .searchRange(queries, least, RunControl.silent());
                for (int row = 0; row < queries.rows(); row++) {
                    List<Long> ids = found.get(row).stream().map(Neighbor::id).toList();
                    long hits = truth.get(row).stream()
                            .filter(one -> ids.contains(one.id()))
                            .count();
                    // float16 and rounding decide about what lies at the border
                    assertThat(hits).isGreaterThanOrEqualTo(truth.get(row).size() - 3);
                    assertThat(ids.size()).isLessThanOrEqualTo(truth.get(row).size() + 3);
                }
            }
        }
    }

    @Test
    void whatFaissCannotDoIsNotOffered() {
        try (VectorIndex index = opened(Metric.L2, "factory", "PQ8x4np")) {
            assertThat(index.capability(Tunable.class)).isEmpty();
            assertThat(index.capability(Reconstruction.class)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Residual8,PQ8x4", "ZnLattice2x10_8", "RCQ2x4"})
    void whatOnlyHelpsOtherIndexesIsRefusedBeforeItIsBuilt(String factory) {
        assertThatThrownBy(() -> Fixtures.build(directory, vectors, Metric.L2, Fixtures.settings("factory", factory)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("wanted one that can be searched");
    }

    /** FAISS asks for what compares inside an OpenMP region, where its exception would end the process. */
    @Test
    void anExceptionInAnOpenMpRegionComesOut() {
        try (VectorIndex index = opened(Metric.L2, "factory", "Flat,Refine(IVF8,Flat)")) {
            assertThatThrownBy(() -> index.search(queries, 10, RunControl.silent()))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("cannot search: ");
        }
    }

    @Test
    void mappedListsAnswerAsThoseInMemory() {
        for (String factory : new String[] {"IVF8,Flat", "PCAR8,IVF8,PQ8x4np,RFlat", "Flat", "HNSW8"}) {
            Path own = fresh();
            try (VectorIndex index = Fixtures.opened(own, vectors, Metric.L2, Fixtures.settings("factory", factory));
                    VectorIndex mapped = Fixtures.open(own, vectors, Metric.L2, Fixtures.settings("mmap", "true"))) {
                assertThat(mapped.search(queries, 10, RunControl.silent()))
                        .isEqualTo(index.search(queries, 10, RunControl.silent()));
                long[] ids = LongStream.range(0, 600).toArray();
                assertThat(mapped.capability(Reconstruction.class)
                                .orElseThrow()
                                .reconstruct(ids)
                                .toArray())
                        .isEqualTo(index.capability(Reconstruction.class)
                                .orElseThrow()
                                .reconstruct(ids)
                                .toArray());
            }
        }
    }

    private VectorIndex opened(Metric metric, String... settings) {
        return Fixtures.opened(fresh(), vectors, metric, Fixtures.settings(settings));
    }

    private VectorIndex open(String... settings) {
        return Fixtures.open(directory, vectors, Metric.L2, Fixtures.settings(settings));
    }

    private Path fresh() {
        try {
            return Files.createTempDirectory(directory, "index");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
