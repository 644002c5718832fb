package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;

/** The builds of the native library; {@code TTT_FAISS_AVX2_JAR} names the one that {@code ./ttt native} made. */
class VariantTests {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "flags : fpu sse4_2 avx fma f16c popcnt avx2 bmi2; true",
                "flags : fpu sse4_2 avx fma f16c popcnt bmi2; false",
                "flags : fpu avx2x avx fma f16c popcnt; false",
                "flags : fpu avx2 avx f16c popcnt; false",
                "Features : fp asimd; false",
            })
    void theProcessorDecides(String line, boolean runs) throws IOException {
        Path processors = Files.writeString(directory.resolve("cpuinfo"), "processor : 0\n" + line + "\n\n");
        assertThat(FaissVariant.runs(processors)).isEqualTo(runs);
        assertThat(FaissVariant.runs(directory.resolve("absent"))).isFalse();
    }

    @Test
    void withoutTheBuildTheGenericOneIsUsed() {
        assumeTrue(FaissVariant.resource(FaissVariant.AVX2).isEmpty(), "the AVX2 build is on the path");
        assertThat(FaissVariant.AUTO.resolved()).isEqualTo(FaissVariant.GENERIC);
        assertThat(FaissVariant.GENERIC.resolved()).isEqualTo(FaissVariant.GENERIC);
        assertThatThrownBy(FaissVariant.AVX2::resolved)
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "found no AVX2 build of the library, wanted one for variant=avx2: type ./ttt native in a checkout, or set"
                                + " variant=auto");
    }

    @Test
    void theBuildsAnswerAlike() throws IOException, InterruptedException {
        String jar = System.getenv("TTT_FAISS_AVX2_JAR");
        assumeTrue(jar != null && Files.isRegularFile(Path.of(jar)), "TTT_FAISS_AVX2_JAR names no jar");
        assumeTrue(FaissVariant.runs(Path.of("/proc/cpuinfo")), "this processor has no AVX2");
        EmbeddingBatch vectors = Fixtures.vectors(2000, 48, 1);
        List<String> arguments = new ArrayList<>(List.of("generic"));
        for (String factory : new String[] {"Flat", "IVF16,SQ8", "HNSW16", "PCAR24,IVF16,PQ8x4np,RFlat"}) {
            Path own = Files.createDirectory(directory.resolve("index" + arguments.size()));
            Fixtures.build(own, vectors, Metric.L2, Fixtures.settings("factory", factory));
            arguments.add(own.toString());
        }
        List<String> printed = new ArrayList<>();
        for (String variant : new String[] {"generic", "auto"}) {
            arguments.set(0, variant);
            ChildJvm.Outcome outcome =
                    ChildJvm.run(directory, jar, VariantChild.class, arguments.toArray(String[]::new));
            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
            printed.add(outcome.output());
        }
        assertThat(printed.get(0)).startsWith("cpu\n");
        assertThat(printed.get(1)).startsWith("cpu, AVX2 build\n");
        assertThat(ids(printed.get(1))).hasSize(4 * 30 * 10).isEqualTo(ids(printed.get(0)));
    }

    private static List<String> ids(String printed) {
        return printed.lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }
}
