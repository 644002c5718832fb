package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs without our launcher: what it sets is set as far as a library can. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the environment can be reached from inside on Linux")
class EmbeddedTests {

    @TempDir
    private Path directory;

    @Test
    void aProgramThatSetsNothingHasTheFastSettings() throws Exception {
        assertThat(ChildJvm.run(directory, Embedded.class, 5))
                .contains("limits 0 0")
                .contains("allocators [bfc_cpu_allocator_for_gpu]");
    }

    @Test
    void whatTheProgramWasStartedWithStays() throws Exception {
        assertThat(ChildJvm.run(directory, Embedded.class, 5, Map.of("TF_CPU_ALLOCATOR_USE_BFC", "false")))
                .contains("allocators [")
                .doesNotContain("bfc_cpu");
    }
}
