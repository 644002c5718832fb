package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiny shapes and the index in pure Java; never how long something took. */
class BenchIndexCommandTests {

    @TempDir
    Path work;

    private CommandRun bench(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("bench", "index", "--n", 300, "--dim", 12, "--queries", 5, "--rounds", 1, "--work", work));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void jsonHasOneResultPerCombination() throws IOException {
        JsonNode json = bench("--factory", "exact;exact:int8", "--k", "3,300", "--batch", "1,2", "--json")
                .json();
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("vectors", "builds", "results", "read_limits", "machine", "manifest");
        assertThat(json.get("builds")).hasSize(2);
        assertThat(json.get("builds").get(0).get("bytes").asLong()).isGreaterThan(300 * 12 * 4);
        assertThat(json.get("builds").get(1).get("description").asText()).contains("int8");
        assertThat(json.get("results")).hasSize(8).allSatisfy(row -> {
            assertThat(row.get("recall").asDouble()).isEqualTo(1);
            assertThat(row.get("ms_median").asDouble())
                    .isGreaterThanOrEqualTo(row.get("ms_best").asDouble());
            assertThat(row.get("read_gb_per_second").isNull())
                    .isEqualTo(row.get("batch").asInt() == 2);
        });
        assertThat(json.get("read_limits").get(0).get("gb_per_second").asDouble())
                .isPositive();
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void tableNamesInputAndLimit() {
        assertThat(bench("--factory", "exact:float16").succeeded().out())
                .contains("RECALL", "1.0000", "300 vectors of dimension 12", "limit of 1 thread: ", "OF LIMIT");
    }

    @ParameterizedTest
    @CsvSource({
        "--threads, 2000, '--threads 2000, wanted numbers in [1, 1024]'",
        "--k, 301, '--k 301, wanted numbers in [1, 300]'",
        "--batch, 0, '--batch 0'",
        "--spread, -1, '--spread -1.0'",
        "--factory, exact:int4, 'ttt.index.exact.storage (--factory): '"
    })
    void wrongShapesAreRefused(String option, String value, String message) {
        bench(option, value).failed(2, message);
    }

    @Test
    void vectorsAreTheSameInAnyPieces() {
        ClusteredVectors vectors = new ClusteredVectors(1000, 7, 0.6, 42);
        float[] all = vectors.rows(0, 50).toArray();
        for (int row = 0; row < 50; row++) {
            float[] one = vectors.rows(row, 1).toArray();
            double squares = 0;
            for (int i = 0; i < 7; i++) {
                assertThat(one[i]).isEqualTo(all[row * 7 + i]);
                squares += one[i] * one[i];
            }
            assertThat(squares).isBetween(1 - 1e-6, 1 + 1e-6);
        }
        assertThat(new ClusteredVectors(1000, 7, 0.6, 43).rows(0, 50).toArray()).isNotEqualTo(all);
    }

    @Test
    void namesStandForSettings() {
        assertThat(BenchedIndex.parse("IVF1024,PQ48np").settings(2))
                .extracting(Shorthand::key, Shorthand::value)
                .contains(tuple("ttt.index.faiss.factory", "IVF1024,PQ48np"), tuple("ttt.index.use", "faiss"));
        assertThat(BenchedIndex.parse("exact:int8").scannedBytes(10, 3)).contains(30.0);
        assertThat(BenchedIndex.parse("HNSW32").scannedBytes(10, 3)).isEmpty();
    }
}
