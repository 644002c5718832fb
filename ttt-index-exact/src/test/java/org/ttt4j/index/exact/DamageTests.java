package org.ttt4j.index.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;

/** What the contract does not know of: checks put off, files of two builds, files that change while open. */
class DamageTests {

    private static final EmbeddingBatch VECTORS = Fixtures.clustered(500, 24, 5);

    @TempDir
    Path directory;

    private IndexSpec spec;

    @BeforeEach
    void build() {
        spec = Fixtures.build(directory, VECTORS, Metric.L2, Storage.INT8);
    }

    @ParameterizedTest
    @ValueSource(strings = {ExactIndexBuilder.BLOCKS, ExactIndexBuilder.ROWS})
    void lazyChecksComeBeforeTheFirstAnswer(String name) throws IOException {
        flip(directory.resolve(name), FileHeader.BYTES + 1000);
        try (ExactIndex index = open("lazy")) {
            assertThatThrownBy(() -> index.search(VECTORS, 500, RunControl.silent()))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("damaged");
        }
        for (String verify : new String[] {"auto", "open"}) {
            assertThatThrownBy(() -> open(verify))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining(name);
        }
        try (ExactIndex index = open("off")) {
            assertThat(index.search(VECTORS, 3, RunControl.silent())).hasSize(500);
        }
    }

    @Test
    void filesOfTwoBuildsAreRefused(@TempDir Path other) throws IOException {
        Fixtures.build(other, Fixtures.clustered(500, 24, 6), Metric.L2, Storage.INT8);
        Path rows = directory.resolve(ExactIndexBuilder.ROWS);
        Files.copy(other.resolve(ExactIndexBuilder.ROWS), rows, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> open("off"))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("not built together");
    }

    @Test
    void anotherEmbeddersIndexIsRefused() {
        IndexSpec other = new IndexSpec(24, 500, Metric.L2, "another");
        assertThatThrownBy(() -> ExactIndex.open(directory, other, Fixtures.settings()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("embedder");
    }

    /** Reading a mapped page that is gone would end the JVM. */
    @Test
    void fileCutWhileOpenIsNoticed() throws IOException {
        try (ExactIndex index = open("auto");
                RandomAccessFile file = new RandomAccessFile(
                        directory.resolve(ExactIndexBuilder.BLOCKS).toFile(), "rw")) {
            file.setLength(10);
            assertThatThrownBy(() -> index.search(VECTORS, 3, RunControl.silent()))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("changed while it was open");
        }
    }

    private ExactIndex open(String verify) {
        return ExactIndex.open(directory, spec, Fixtures.settings("verify", verify));
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
