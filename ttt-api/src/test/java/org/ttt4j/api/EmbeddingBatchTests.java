package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class EmbeddingBatchTests {

    private final EmbeddingBatch batch = EmbeddingBatch.of(2, 3, new float[] {1, 2, 3, 4, 5, 6});

    @Test
    void rowsAreRowMajor() {
        assertThat(batch.row(0)).containsExactly(1, 2, 3);
        assertThat(batch.row(1)).containsExactly(4, 5, 6);
        assertThat(batch.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readersDoNotShareACursor() {
        FloatBuffer first = batch.values();
        first.get();
        assertThat(batch.values().position()).isZero();
        assertThat(first.isReadOnly()).isTrue();
    }

    @Test
    void startsAtTheBuffersPosition() {
        FloatBuffer offset = FloatBuffer.wrap(new float[] {9, 1, 2});
        offset.position(1);
        assertThat(new EmbeddingBatch(1, 2, offset).row(0)).containsExactly(1, 2);
    }

    @Test
    void aShapeThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> EmbeddingBatch.of(2, 2, new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found 3 values, wanted rows=2 x dimension=2");
        assertThatThrownBy(() -> EmbeddingBatch.of(65_536, 65_536, new float[0]))
                .as("the product must not overflow an int")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batch.row(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void noRowsAreAllowed() {
        assertThat(EmbeddingBatch.of(0, 3, new float[0]).toArray()).isEmpty();
    }
}
