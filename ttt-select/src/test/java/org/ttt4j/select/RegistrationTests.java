package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

class RegistrationTests {

    @Test
    void modulePathAndClassPathRegisterTheSame() throws IOException {
        ModuleDescriptor descriptor = SiftSelectorProvider.class.getModule().getDescriptor();
        assertThat(descriptor.provides()).hasSize(1);
        ModuleDescriptor.Provides provided = descriptor.provides().iterator().next();
        assertThat(resource("/META-INF/services/" + provided.service()).lines())
                .containsExactlyElementsOf(provided.providers());
        assertThat(Selectors.ids())
                .containsExactly(
                        "nn",
                        "nn-f",
                        "random",
                        "sift",
                        "sift-fast",
                        "vtl",
                        "itl",
                        "ctl",
                        "undirected-vtl",
                        "undirected-itl",
                        "uncertainty",
                        "information-density",
                        "mmr",
                        "kmeans++",
                        "max-distance",
                        "hull");
    }

    /** Every selector reads exactly the keys of its block, and the values there are the defaults in the code. */
    @Test
    void referenceConfAgreesWithTheCode() throws IOException {
        Map<String, Map<String, String>> blocks = ReferenceConf.blocks(resource("/reference.conf"));
        assertThat(blocks.keySet()).containsExactlyInAnyOrderElementsOf(Selectors.ids());
        for (BackendProvider.OfSelector provider : Selectors.all()) {
            Map<String, String> block = blocks.get(provider.id());
            Set<String> read = new TreeSet<>();
            Selector byDefault = provider.open(new RecordingSettings(Map.of(), read));
            assertThat(read).as(provider.id()).isEqualTo(block.keySet());
            Selector asWritten = provider.open(Settings.of(block));
            assertThat(((SequentialSelector) asWritten).settings())
                    .as(provider.id())
                    .isEqualTo(((SequentialSelector) byDefault).settings())
                    .isEqualTo(SelectionSettings.DEFAULT);
        }
        assertThat(blocks.get("sift")).containsEntry("lambda", "0.01").containsEntry("reselect", "true");
        assertThat(RelevanceSettings.from(Settings.of(blocks.get("mmr"))))
                .isEqualTo(RelevanceSettings.from(Settings.of(Map.of())));
        assertThat(HullSettings.from(Settings.of(blocks.get("hull"))))
                .isEqualTo(HullSettings.from(Settings.of(Map.of())));
        assertThat(SeededSettings.from(Settings.of(blocks.get("random"))))
                .isEqualTo(SeededSettings.from(Settings.of(Map.of())));
        assertThat(DensitySettings.from(Settings.of(blocks.get("information-density"))))
                .isEqualTo(DensitySettings.from(Settings.of(Map.of())));
        assertThat(GreedySettings.from(Settings.of(blocks.get("itl"))))
                .isEqualTo(GreedySettings.from(Settings.of(Map.of())));
    }

    private record RecordingSettings(Map<String, String> values, Set<String> read) implements Settings {
        @Override
        public Optional<String> find(String key) {
            read.add(key);
            return Optional.ofNullable(values.get(key));
        }

        @Override
        public ConfigException refuse(String key, String problem) {
            return new ConfigException(key, "test", problem);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RegistrationTests.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
