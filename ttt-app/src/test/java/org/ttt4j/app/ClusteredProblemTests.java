package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Selector;
import org.ttt4j.store.Sha256;

class ClusteredProblemTests {

    /** Sums of what the generator of the golden selections, in Python, makes of {@code 'cluster', seed, 1, d, K}. */
    @ParameterizedTest
    @CsvSource({
        "7, 24, 40, b58de67e19a28a0b3bfff37edf77e1c410c539505e86839b3e6a103f9504fa3b,"
                + " f8c9f6650c09a5d20be6c0e945a27528242fa55156c7b17360060d8af12a9b7e",
        "3, 5, 3, 41511981c0a61dc20c8842efa9682660af467485543d8bc75361cf70a50d3faa,"
                + " 2023f631aae292c45f8f5de2b0cf5c6debdf458dee0f71c83740f0fdb773b23a"
    })
    void theNumbersAreThoseOfTheOtherLanguage(long seed, int d, int count, String query, String candidates) {
        Selector.Request problem = ClusteredProblem.of(seed, count, d, 1);
        assertThat(sha256(problem.query())).isEqualTo(query);
        assertThat(sha256(problem.vectors())).isEqualTo(candidates);
    }

    @Test
    void theSmallestProblemIsThere() {
        Selector.Request one = ClusteredProblem.of(0, 1, 1, 9);
        assertThat(one.candidates()).hasSize(1);
        assertThat(Math.abs(one.vectors().row(0)[0])).isEqualTo(1);
        assertThat(one.budget()).isEqualTo(9);
    }

    private static String sha256(EmbeddingBatch batch) {
        ByteBuffer bytes = ByteBuffer.allocate(batch.rows() * batch.dimension() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(batch.values());
        return Sha256.of(bytes.array());
    }
}
