package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;
import org.ttt4j.testkit.LeakChecked;

/** Pooling, normalisation and truncation on a model whose vectors can be computed by hand. */
class TinyModelTests extends LeakChecked {

    @TempDir
    private Path directory;

    @Test
    void meanPoolingIsTheMeanOverTheTextsOwnTokens() {
        try (Embedder embedder = new TinyModel().open(directory)) {
            // The second text pads the first one with [PAD] rows of (100, 100), which must not count.
            EmbeddingBatch rows = embed(embedder, "one two", "one two three three three three");
            assertThat(rows.row(0)).containsExactly(new float[] {2 / 4f, 3 / 4f}, within(1e-6f));
            assertThat(rows.row(1)).containsExactly(new float[] {-2 / 8f, -1 / 8f}, within(1e-6f));
        }
    }

    @Test
    void clsPoolingIsTheFirstTokensVector() {
        try (Embedder embedder = new TinyModel().set("pooling", "cls").open(directory)) {
            assertThat(embed(embedder, "two two three").row(0)).containsExactly(1, 0);
        }
    }

    @Test
    void normalisationGivesUnitLengthAndLeavesZeroAlone() {
        try (Embedder embedder = new TinyModel().set("normalize", "true").open(directory)) {
            assertThat(embedder.traits().unitLength()).isTrue();
            // [CLS] + [SEP] + three = (1, 0) + (0, 1) + (-1, -1) = 0.
            EmbeddingBatch rows = embed(embedder, "three", "one two");
            assertThat(rows.row(0)).containsExactly(0, 0);
            float length = (float) Math.sqrt(2 * 2 + 3 * 3);
            assertThat(rows.row(1)).containsExactly(new float[] {2 / length, 3 / length}, within(1e-6f));
        }
    }

    @Test
    void textsAreCutToMaxTokensWithSpecialTokens() {
        try (Embedder embedder = new TinyModel().set("max-tokens", "3").open(directory)) {
            assertThat(embedder.traits().maxTokens()).isEqualTo(3);
            assertThat(embed(embedder, "two one one one").row(0))
                    .containsExactly(new float[] {1 / 3f, 3 / 3f}, within(1e-6f));
        }
    }

    @Test
    void tokenTypesAreZerosWhereAModelWantsThem() {
        try (Embedder embedder = new TinyModel()
                .input("token_type_ids", TinyModel.INT64, "b", "t")
                .open(directory)) {
            assertThat(embed(embedder, "one").row(0)).containsExactly(new float[] {2 / 3f, 1 / 3f}, within(1e-6f));
        }
    }

    @Test
    void aModelThatPoolsItselfIsTakenAsItIs() {
        try (Embedder embedder =
                new TinyModel().output("sentence_embedding", "b", "2").open(directory)) {
            // The greatest component of each column, over tokens that are all there (one text, no padding).
            assertThat(embed(embedder, "two three").row(0)).containsExactly(1, 2);
        }
    }

    @Test
    void dimensionIsAskedOfTheModelWhereItsFileDoesNotSay() {
        try (Embedder embedder = new TinyModel().output("hidden", "b", "t", "d").open(directory)) {
            assertThat(embedder.traits().dimension()).isEqualTo(TinyModel.DIMENSION);
        }
    }

    @Test
    void textsWithoutTokensGetZeros() {
        String bare = TinyModel.TOKENIZER.replaceAll("\"post_processor\": .*,\\n", "");
        assertThat(bare).doesNotContain("post_processor");
        try (Embedder embedder = new TinyModel().tokenizer(bare).open(directory)) {
            EmbeddingBatch rows = embed(embedder, "", "two", " ");
            assertThat(rows.toArray()).containsExactly(0, 0, 0, 2, 0, 0);
        }
    }

    @Test
    void valuesThatAreNotFiniteAreRefused() {
        try (Embedder embedder = new TinyModel().open(directory)) {
            assertThatThrownBy(() -> embed(embedder, "one", "one nan"))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("not finite")
                    .hasMessageContaining("text 1");
            assertThat(embed(embedder, "one").rows()).isEqualTo(1);
        }
    }

    @Test
    void aModelThatFailsOnATextSaysSoInOneSentence() {
        try (Embedder embedder = new TinyModel().rows(5).open(directory)) {
            assertThatThrownBy(() -> embed(embedder, "one", "one three"))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("failed on 2 texts of up to 4 tokens")
                    .hasMessageContaining("out of data bounds")
                    .hasMessageNotContaining("\n");
            assertThat(embed(embedder, "one").rows()).isEqualTo(1);
        }
    }

    @Test
    void rowsFollowTheirTextsThroughSortingAndBatching() {
        List<String> texts = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int ones = (i * 7) % 10;
            texts.add("one ".repeat(ones) + "two");
            expected.add(new float[] {(1 + ones) / (3f + ones), 3 / (3f + ones)});
        }
        for (String workers : List.of("1", "2", "5")) {
            try (Embedder embedder =
                    new TinyModel().set("workers", workers).set("batch", "3").open(directory)) {
                EmbeddingBatch rows = embedder.embed(texts, RunControl.silent());
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(rows.row(i)).as("text %d", i).containsExactly(expected.get(i), within(1e-6f));
                }
            }
        }
    }

    @Test
    void fingerprintTellsApartWhateverDecidesAVector() {
        List<String> fingerprints = new ArrayList<>();
        fingerprints.add(fingerprint(new TinyModel()));
        fingerprints.add(fingerprint(new TinyModel().set("pooling", "cls")));
        fingerprints.add(fingerprint(new TinyModel().set("normalize", "true")));
        fingerprints.add(fingerprint(new TinyModel().set("max-tokens", "15")));
        fingerprints.add(fingerprint(new TinyModel().rows(7)));
        fingerprints.add(fingerprint(new TinyModel().tokenizer(TinyModel.TOKENIZER + " ")));
        assertThat(fingerprints).doesNotHaveDuplicates();
        assertThat(fingerprint(new TinyModel().set("batch", "2").set("workers", "3")))
                .isEqualTo(fingerprints.get(0));
    }

    @Test
    void nullTextsAreTheCallersMistake() {
        try (Embedder embedder = new TinyModel().open(directory)) {
            assertThatThrownBy(() -> embedder.embed(Collections.singletonList(null), RunControl.silent()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("text 0 is null, wanted a text");
        }
    }

    @Test
    void closingFromInsideACallIsRefused() {
        Embedder embedder = new TinyModel().open(directory);
        RunControl closing = RunControl.reportingTo(event -> embedder.close());
        assertThatThrownBy(() -> embedder.embed(List.of("one"), closing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed by a call that runs in it");
        embedder.close();
    }

    @Test
    void closedEmbedderNamesItself() {
        Embedder embedder = new TinyModel().open(directory);
        embedder.close();
        assertThatThrownBy(() -> embed(embedder, "one"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("OnnxEmbedder is closed");
    }

    @Test
    void maxTokensMustLeaveRoomForTheText() {
        assertThatThrownBy(() -> new TinyModel().set("max-tokens", "2").open(directory))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("adds 2 special tokens");
        assertThatThrownBy(() -> new TinyModel().set("max-tokens", "0").open(directory))
                .isInstanceOf(ConfigException.class);
    }

    private String fingerprint(TinyModel model) {
        try (Embedder embedder = model.open(directory)) {
            return embedder.traits().fingerprint();
        }
    }

    private static EmbeddingBatch embed(Embedder embedder, String... texts) {
        return embedder.embed(List.of(texts), RunControl.silent());
    }
}
