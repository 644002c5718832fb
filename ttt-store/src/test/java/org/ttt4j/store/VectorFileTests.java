package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTests {

    private static final int DIMENSION = 3;
    private static final int COUNT = 1000;

    @TempDir
    private Path directory;

    private Path file;

    /** Row i holds 3i, 3i + 1, 3i + 2. */
    @BeforeEach
    void write() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(COUNT * DIMENSION * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < COUNT * DIMENSION; i++) {
            bytes.putFloat(i);
        }
        file = Files.write(directory.resolve("vectors.f32"), bytes.array());
    }

    private static float[] row(int id) {
        return new float[] {3f * id, 3f * id + 1, 3f * id + 2};
    }

    @Test
    void everyWayToReadARowGivesThatRow() throws IOException {
        try (VectorFile one = VectorFile.open(file, DIMENSION, COUNT, FileOpening.AS_IS)) {
            StoredVectors vectors = new StoredVectors(List.of(one), DIMENSION);
            assertThat(vectors.count()).isEqualTo(COUNT);
            assertThat(vectors.reconstruct(new long[] {999, 0, 7, 7}).row(0)).isEqualTo(row(999));
            assertThat(vectors.reconstruct(new long[] {999, 0, 7, 7}).row(3)).isEqualTo(row(7));
            assertThat(vectors.reconstruct(new long[0]).rows()).isZero();
            for (int from : new int[] {0, 1, 500, 990}) {
                for (int i = 0; i < 10; i++) {
                    assertThat(vectors.rows(from, 10).row(i)).isEqualTo(row(from + i));
                }
            }
            for (int i = 0; i < 4; i++) {
                assertThat(vectors.sample(4).row(i)).isEqualTo(row(250 * i));
            }
        }
    }

    @Test
    void segmentsAreNumberedThrough() throws IOException {
        try (VectorFile one = VectorFile.open(file, DIMENSION, COUNT, FileOpening.AS_IS)) {
            StoredVectors vectors = new StoredVectors(List.of(one, one, one), DIMENSION);
            assertThat(vectors.count()).isEqualTo(3 * COUNT);
            assertThat(vectors.reconstruct(new long[] {2999, 1000}).row(0)).isEqualTo(row(999));
            assertThat(vectors.reconstruct(new long[] {2999, 1000}).row(1)).isEqualTo(row(0));
            for (int i = 0; i < 1020; i++) {
                assertThat(vectors.rows(990, 1020).row(i)).isEqualTo(row((990 + i) % COUNT));
            }
            assertThatThrownBy(() -> vectors.reconstruct(new long[] {3000}))
                    .hasMessage("found id 3000, wanted one in [0, 3000)");
        }
    }

    @Test
    void idsOutsideAndFilesCutShortAreRefused() throws IOException {
        try (VectorFile one = VectorFile.open(file, DIMENSION, COUNT, FileOpening.AS_IS)) {
            StoredVectors vectors = new StoredVectors(List.of(one), DIMENSION);
            assertThatThrownBy(() -> vectors.reconstruct(new long[] {COUNT}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("found id 1000, wanted one in [0, 1000)");
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            assertThatThrownBy(() -> vectors.reconstruct(new long[] {50}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("vectors.f32: found 100 bytes, wanted 12000");
        }
    }
}
