package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

class HashEmbedderTests extends EmbedderContract {

    @Override
    protected Embedder open() {
        return new HashEmbedderProvider().open(Settings.of(Map.of()));
    }

    @Test
    void sharedWordsMakeTextsClose() {
        try (Embedder embedder = open()) {
            EmbeddingBatch rows = embedder.embed(
                    List.of(
                            "boats in the harbour at dawn",
                            "two boats left the harbour",
                            "integrals of rational functions"),
                    RunControl.silent());
            assertThat(Samples.innerProduct(rows.row(0), rows.row(1)))
                    .isGreaterThan(0.3 + Samples.innerProduct(rows.row(0), rows.row(2)));
        }
    }

    @Test
    void settingsDecideTheFingerprint() {
        try (Embedder embedder = open();
                Embedder wider = new HashEmbedderProvider().open(Settings.of(Map.of("dimension", "1024")))) {
            assertThat(wider.traits().dimension()).isEqualTo(1024);
            assertThat(wider.traits().fingerprint())
                    .isNotEqualTo(embedder.traits().fingerprint());
        }
        assertThatThrownBy(() -> new HashEmbedderProvider().open(Settings.of(Map.of("dimension", "7"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dimension");
    }
}
