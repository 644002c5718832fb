package org.ttt4j.index.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;

/** Runs in a JVM of its own, started without {@code --add-modules jdk.incubator.vector}. */
class WithoutVectorApiTests {

    @TempDir
    Path directory;

    @Test
    void plainLoopsAnswer() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isEmpty();
        EmbeddingBatch vectors = Fixtures.clustered(100, 40, 1);
        IndexSpec spec = Fixtures.build(directory, vectors, Metric.L2, Storage.FLOAT16);
        try (ExactIndex index = ExactIndex.open(directory, spec, Fixtures.settings())) {
            assertThat(index.traits().description()).contains("plain loops");
            assertThat(index.search(vectors, 9, RunControl.silent()).get(3))
                    .isEqualTo(Fixtures.all(vectors.row(3), vectors, Metric.L2).subList(0, 9));
        }
    }

    @Test
    void askingForItIsRefused() {
        assertThatThrownBy(() -> ExactIndex.open(
                        directory,
                        Fixtures.spec(Fixtures.clustered(1, 4, 1), Metric.L2),
                        Fixtures.settings("scan", "vector")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }
}
