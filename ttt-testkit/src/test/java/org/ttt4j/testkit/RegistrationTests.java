package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;

class RegistrationTests {

    private static final Settings NONE = Settings.of(Map.of());

    @Test
    void modulePathAndClassPathRegisterTheSame() throws IOException {
        ModuleDescriptor descriptor = HashEmbedderProvider.class.getModule().getDescriptor();
        assertThat(descriptor.provides()).hasSize(2);
        for (ModuleDescriptor.Provides provided : descriptor.provides()) {
            assertThat(resource("/META-INF/services/" + provided.service()).lines())
                    .as(provided.service())
                    .containsExactlyElementsOf(provided.providers());
        }
    }

    @Test
    void idsAreAsDocumented() {
        List<BackendProvider> all = List.of(new HashEmbedderProvider(), new BytesTrainerProvider());
        assertThat(all).extracting(BackendProvider::id).containsExactly("hash", "bytes");
        assertThat(all).allSatisfy(provider -> {
            assertThat(provider.description()).isNotBlank();
            assertThat(provider.probe(NONE)).isEqualTo("cpu");
        });
    }

    @Test
    void referenceConfAgreesWithTheCode() throws IOException {
        HashSettings hash = HashSettings.from(NONE);
        BytesSettings bytes = BytesSettings.from(NONE);
        assertThat(defaults())
                .containsExactlyInAnyOrder(
                        "dimension = " + hash.dimension(),
                        "max-tokens = " + hash.maxTokens(),
                        "context-tokens = " + bytes.contextTokens(),
                        "order = " + bytes.order(),
                        "buckets = " + bytes.buckets(),
                        "learning-rate = " + bytes.learningRate(),
                        "max-sessions = " + bytes.maxSessions());
    }

    private static Set<String> defaults() throws IOException {
        return resource("/reference.conf")
                .lines()
                .map(String::strip)
                .filter(line -> line.contains(" = ") && !line.startsWith("#"))
                .collect(Collectors.toSet());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RegistrationTests.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
