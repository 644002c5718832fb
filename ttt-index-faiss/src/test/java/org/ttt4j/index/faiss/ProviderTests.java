package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Settings;

/** Registration and settings. */
class ProviderTests {

    private final FaissIndexProvider provider = new FaissIndexProvider();

    @TempDir
    Path directory;

    @Test
    void isRegisteredAsAServiceInBothWays() throws IOException {
        assertThat(FaissIndexProvider.class.getModule().getDescriptor().provides())
                .anyMatch(provides -> provides.service().equals(BackendProvider.OfIndex.class.getName())
                        && provides.providers().equals(List.of(FaissIndexProvider.class.getName())));
        try (InputStream in = FaissIndexProvider.class
                .getModule()
                .getResourceAsStream("META-INF/services/" + BackendProvider.OfIndex.class.getName())) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualToIgnoringNewLines(FaissIndexProvider.class.getName());
        }
        assertThat(provider.id()).isEqualTo("faiss");
    }

    @Test
    void probesTheProcessor() {
        assertThat(provider.probe(Fixtures.settings())).isIn("cpu", "cpu, AVX2 build");
        assertThat(provider.description()).containsAnyOf("generic build", "AVX2 build");
    }

    @Test
    void aGpuIsRefusedInABuildWithout() {
        Settings settings = Fixtures.settings("device", "cuda:0");
        EmbeddingBatch vectors = Fixtures.vectors(3, 4, 1);
        String sentence = "this build of the FAISS backend has no GPU support (found device=cuda:0, wanted cpu, or a "
                + "build with -Pgpu -Dfaiss.home=DIR)";
        assertThatThrownBy(() -> provider.probe(settings))
                .isInstanceOf(BackendException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> Fixtures.build(directory, vectors, Metric.L2, settings))
                .hasMessage(sentence);
        Fixtures.build(directory, vectors, Metric.L2, Fixtures.settings());
        assertThatThrownBy(() -> Fixtures.open(directory, vectors, Metric.L2, settings))
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "nprobe, 0",
        "nprobe, many",
        "ef-search, 0",
        "ef-construction, -1",
        "refine-factor, 0",
        "threads, -1",
        "threads, 1.5",
        "blas-threads, 0",
        "variant, sse",
        "mmap, yes",
        "device, gpu",
        "device, cuda:",
        "device, cuda:-1",
        "device, cuda:99999",
    })
    void aWrongSettingIsNamed(String key, String value) {
        assertThatThrownBy(() -> provider.probe(Fixtures.settings(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("found \"" + value + "\", wanted ");
    }
}
