package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

/** Files that are not what was written are refused in one sentence: FAISS itself loads many of them. */
class DamagedIndexTests {

    private static final Settings SETTINGS = Fixtures.settings("factory", "IVF4,Flat");

    private final EmbeddingBatch vectors = Fixtures.vectors(200, 8, 1);
    private IndexFiles files;

    @TempDir
    Path directory;

    @BeforeEach
    void build() {
        Fixtures.build(directory, vectors, Metric.L2, SETTINGS);
        files = new IndexFiles(directory);
    }

    @Test
    void hundredsOfFlippedBitsAreNoticed() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (Path file : new Path[] {files.index(), files.seal()}) {
            byte[] whole = Files.readAllBytes(file);
            for (int round = 0; round < 400; round++) {
                int position = round < 200 ? round : random.nextInt(whole.length);
                byte[] damaged = whole.clone();
                damaged[position] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, damaged);
                refuses(file.getFileName() + " flipped at " + position);
                refused++;
            }
            Files.write(file, whole);
        }
        assertThat(refused).isEqualTo(800);
        Fixtures.open(directory, vectors, Metric.L2, SETTINGS).close();
    }

    @Test
    void everyTruncationOfTheSealAndManyOfTheIndexAreNoticed() throws IOException {
        for (Path file : new Path[] {files.index(), files.seal()}) {
            byte[] whole = Files.readAllBytes(file);
            int step = Math.max(1, whole.length / 300);
            for (int length = 0; length < whole.length; length += step) {
                Files.write(file, Arrays.copyOf(whole, length));
                refuses(file.getFileName() + " cut to " + length);
            }
            Files.write(file, whole);
        }
    }

    /** Damage that a checksum cannot notice, because whoever damaged the file wrote the checksum as well. */
    @Test
    void aForgedSealLeavesItToFaissAndToTheTraits() throws IOException {
        byte[] whole = Files.readAllBytes(files.index());
        for (int length : new int[] {0, 3, 4, 20, 50, 200, whole.length / 2, whole.length - 1}) {
            forge(Arrays.copyOf(whole, length), Fixtures.spec(vectors, Metric.L2));
            refuses("a forged index of " + length + " bytes");
        }
        forge("Not an index.\n".repeat(50).getBytes(StandardCharsets.UTF_8), Fixtures.spec(vectors, Metric.L2));
        refuses("prose");
        for (IndexSpec other : new IndexSpec[] {
            new IndexSpec(9, 200, Metric.L2, Fixtures.FINGERPRINT),
            new IndexSpec(8, 201, Metric.L2, Fixtures.FINGERPRINT),
            new IndexSpec(8, 200, Metric.INNER_PRODUCT, Fixtures.FINGERPRINT)
        }) {
            forge(whole, other);
            assertThatThrownBy(() -> new FaissIndexProvider().open(directory, other, SETTINGS))
                    .isInstanceOf(BackendException.class)
                    .hasMessageMatching(
                            "found an index with dimension=8, size=200, metric=1, trained=true in .*, wanted .*");
        }
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    @Test
    void anotherIndexsFileIsNoticed(@TempDir Path other) throws IOException {
        Fixtures.build(other, Fixtures.vectors(200, 8, 9), Metric.L2, SETTINGS);
        Files.copy(new IndexFiles(other).index(), files.index(), StandardCopyOption.REPLACE_EXISTING);
        refuses("another index's file");
    }

    @Test
    void theSpecIsCompared() {
        IndexSpec own = Fixtures.spec(vectors, Metric.L2);
        assertThatThrownBy(() -> new FaissIndexProvider()
                        .open(directory, new IndexSpec(8, 200, Metric.L2, "other embedder"), SETTINGS))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("wanted other embedder");
        assertThatThrownBy(() -> new FaissIndexProvider()
                        .open(directory, new IndexSpec(7, own.size(), own.metric(), Fixtures.FINGERPRINT), SETTINGS))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("found dimension=8 in ")
                .hasMessageEndingWith(", wanted 7");
    }

    private void forge(byte[] content, IndexSpec spec) throws IOException {
        Files.write(files.index(), content);
        String sha256 = Sha256.of(files.index(), RunControl.silent());
        Files.write(files.seal(), new IndexSeal(content.length, sha256, spec, "IVF4,Flat", "1.7.3").encode());
    }

    private void refuses(String what) {
        assertThatThrownBy(() -> Fixtures.open(directory, vectors, Metric.L2, SETTINGS))
                .as(what)
                .isInstanceOf(BackendException.class)
                .hasMessageMatching(".{20,}");
    }
}
