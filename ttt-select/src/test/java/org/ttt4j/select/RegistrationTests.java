package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RegistrationTests {

    @Test
    void modulePathAndClassPathRegisterTheSame() throws IOException {
        ModuleDescriptor descriptor = SiftSelectorProvider.class.getModule().getDescriptor();
        assertThat(descriptor.provides()).hasSize(1);
        ModuleDescriptor.Provides provided = descriptor.provides().iterator().next();
        assertThat(resource("/META-INF/services/" + provided.service()).lines())
                .containsExactlyElementsOf(provided.providers());
        assertThat(new NearestSelectorProvider().id()).isEqualTo("nn");
        assertThat(new SiftSelectorProvider().id()).isEqualTo("sift");
    }

    @Test
    void referenceConfAgreesWithTheCode() throws IOException {
        assertThat(resource("/reference.conf").lines().map(String::strip))
                .filteredOn(line -> line.contains(" = ") && !line.startsWith("#"))
                .containsExactly("lambda = " + Lambda.DEFAULT, "lambda = " + Lambda.DEFAULT, "reselect = true");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RegistrationTests.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
