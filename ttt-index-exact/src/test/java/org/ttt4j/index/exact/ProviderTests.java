package org.ttt4j.index.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

class ProviderTests {

    private final ExactIndexProvider provider = new ExactIndexProvider();

    @TempDir
    Path directory;

    @Test
    void isFoundOnBothPaths() throws IOException {
        ModuleDescriptor descriptor = ExactIndexProvider.class.getModule().getDescriptor();
        assertThat(descriptor.provides()).singleElement().satisfies(provided -> {
            assertThat(provided.service()).isEqualTo(BackendProvider.OfIndex.class.getName());
            assertThat(provided.providers()).containsExactly(ExactIndexProvider.class.getName());
        });
        assertThat(resource("/META-INF/services/org.ttt4j.api.BackendProvider$OfIndex"))
                .isEqualToIgnoringNewLines(ExactIndexProvider.class.getName());
        assertThat(provider.id()).isEqualTo("exact");
    }

    @Test
    void referenceConfAgreesWithTheCode() throws IOException {
        ExactSettings defaults = ExactSettings.from(Settings.of(Map.of()));
        assertThat(resource("/reference.conf")
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.contains(" = ") && !line.startsWith("#")))
                .containsExactly(
                        "storage = " + defaults.storage().spelling(),
                        "threads = " + defaults.threads(),
                        "scan = " + defaults.scan().name().toLowerCase(Locale.ROOT),
                        "verify = " + defaults.verify().name().toLowerCase(Locale.ROOT));
    }

    @Test
    void probeSaysHowItWouldScan() {
        assertThat(provider.probe(Settings.of(Map.of()))).startsWith("cpu (Vector API, ");
        assertThat(provider.probe(Settings.of(Map.of("scan", "scalar")))).isEqualTo("cpu (plain loops)");
        for (Map<String, String> wrong :
                List.of(Map.of("scan", "fast"), Map.of("storage", "int4"), Map.of("threads", "-1"))) {
            assertThatThrownBy(() -> provider.probe(Settings.of(wrong)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(wrong.keySet().iterator().next());
        }
    }

    @Test
    void dimensionsBeyondABufferAreRefused() {
        IndexSpec wide = new IndexSpec(1 << 26, 1, Metric.L2, "tests");
        assertThatThrownBy(() -> provider.build(directory, wide, Settings.of(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dimension");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void searchStopsBetweenPasses() {
        EmbeddingBatch vectors = Fixtures.clustered(200, 8, 1);
        IndexSpec spec = Fixtures.build(directory, vectors, Metric.INNER_PRODUCT, Storage.FLOAT32);
        try (ExactIndex index = ExactIndex.open(directory, spec, Fixtures.settings())) {
            RunControl[] control = new RunControl[1];
            control[0] = RunControl.reportingTo(progress -> control[0].cancel());
            assertThatThrownBy(() -> index.search(vectors, 3, control[0])).isInstanceOf(CancellationException.class);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ProviderTests.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
