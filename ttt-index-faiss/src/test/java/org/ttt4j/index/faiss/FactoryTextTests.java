package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;

/** Factory texts that end FAISS, and so the JVM, are refused in Java; the others get FAISS's own answer. */
class FactoryTextTests {

    @TempDir
    Path directory;

    /** Each of these ended a child process with SIGFPE, SIGSEGV or SIGABRT in FAISS 1.7.3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PQ0",
                "PQ8x0",
                "PQ8x64",
                "IDMap2,PQ0",
                "OPQ0,PQ8",
                "OPQ8_0,PQ8",
                "HNSW0",
                "RQ4x0",
                "RQ4x40",
                "LSQ0x4",
                "LSQ4x0",
                "IMI2x40,Flat",
                "ZnLattice0x10_8",
                "PQ8x4fs_64",
                "PQ8x4fs_0",
                "IVF16_NSG8,Flat",
            })
    void whatCrashesIsRefusedInJava(String factory) {
        assertThat(FactoryText.problem(factory)).isPresent();
        refuses(factory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "flat",
                "Flat,Flat",
                "Flat;rm",
                "%s%n",
                "(",
                ")",
                "()",
                "((Flat))",
                "IVF16",
                "IVF16,",
                "IVF16(Flat,Flat",
                "IVF16(Index0),Flat",
                "IVF99999999999,Flat",
                "HNSW2147483647",
                "PQ7",
                "SQ7",
                "Refine(Flat)",
                ",RFlat",
                "IDMap,",
                "PCA16,",
                "HNSW16\nFlat",
                "HNSW\u00e9",
            })
    void whatMakesNoSenseIsRefusedInOneSentence(String factory) {
        refuses(factory);
    }

    @Test
    void longTextsDoNotOverflowTheStackOfFaissParser() {
        refuses("A".repeat(200));
        refuses("A".repeat(20_000));
        refuses("PCA4,".repeat(39) + "flat");
        refuses("IVF4(".repeat(33) + "Flat" + ")".repeat(30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"HNSW16,PQ4np", "IVF16,ITQ4,SH"})
    void aKindOfIndexThatIgnoresTheMetricIsRefused(String factory) {
        assertThatThrownBy(() -> build(factory, Metric.INNER_PRODUCT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("which ignores the metric");
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PCA4,IVF16,SQ8", "IVF16(PQ4x4np),Flat", "PRQ2x2x4", "IVF4,PCA4,SH2.5g", "IMI2x8,Flat"})
    void whatFaissKnowsPasses(String factory) {
        assertThat(FactoryText.problem(factory)).isEmpty();
        build(factory, Metric.L2);
    }

    private void refuses(String factory) {
        assertThatThrownBy(() -> build(factory, Metric.L2))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("factory: .{10,}");
        assertThat(NativeHandles.of("faiss").count()).isZero();
    }

    private void build(String factory, Metric metric) {
        IndexSpec spec = new IndexSpec(8, 0, metric, Fixtures.FINGERPRINT);
        new FaissIndexProvider()
                .build(directory, spec, Fixtures.settings("factory", factory))
                .close();
    }
}
