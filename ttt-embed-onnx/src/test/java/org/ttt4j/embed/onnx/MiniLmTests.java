package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

/** Vectors of the bundled model against langchain4j's, and against common sense. */
class MiniLmTests {

    private static Embedder embedder;

    @BeforeAll
    static void open() {
        embedder = new OnnxEmbedderProvider().open(Settings.of(Map.of()));
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void vectorsEqualThoseOfAnIndependentImplementation() {
        List<JsonNode> golden = Goldens.lines("minilm.jsonl");
        assertThat(golden).hasSizeGreaterThan(40);
        List<String> texts =
                golden.stream().map(line -> line.get("text").textValue()).toList();
        EmbeddingBatch found = embedder.embed(texts, RunControl.silent());
        for (int i = 0; i < texts.size(); i++) {
            float[] expected = vector(golden.get(i).get("vector").textValue());
            assertThat(cosine(found.row(i), expected))
                    .as("cosine to langchain4j's vector of \"%s\"", texts.get(i))
                    // Both run the same float32 model; only padding and the order of additions differ.
                    .isGreaterThan(0.99999);
        }
    }

    @Test
    void relatedTextsAreCloserThanUnrelatedOnes() {
        String[][] triples = {
            {"The cat sat on the mat.", "A feline rested upon the rug.", "Quarterly revenue rose by twelve percent."},
            {"How do I sort a list in Python?", "Ordering array elements in a Python script", "Recipe for apple pie"},
            {
                "The patient was given penicillin.",
                "Doctors treated him with antibiotics.",
                "The goalkeeper was shown a red card."
            },
            {
                "Paris is the capital of France.",
                "The French government sits in Paris.",
                "Water boils at 100 degrees Celsius."
            },
            {"public static void main(String[] args)", "the entry point of a Java program", "the roots of an oak tree"},
        };
        for (String[] triple : triples) {
            EmbeddingBatch rows = embedder.embed(List.of(triple), RunControl.silent());
            assertThat(cosine(rows.row(0), rows.row(1)))
                    .as("\"%s\" is closer to \"%s\" than to \"%s\"", (Object[]) triple)
                    .isGreaterThan(cosine(rows.row(0), rows.row(2)) + 0.1);
        }
    }

    @Test
    void aRowDependsOnItsTextAloneUpToRounding() {
        List<String> texts = new ArrayList<>();
        Goldens.lines("wordpiece.jsonl.gz")
                .subList(0, 60)
                .forEach(line -> texts.add(line.get("text").textValue()));
        EmbeddingBatch first = embedder.embed(texts, RunControl.silent());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(5));
        List<String> shuffled = order.stream().map(texts::get).toList();
        for (int from = 0; from < shuffled.size(); from += 7) {
            int to = Math.min(shuffled.size(), from + 7);
            EmbeddingBatch some = embedder.embed(shuffled.subList(from, to), RunControl.silent());
            for (int i = from; i < to; i++) {
                float[] expected = first.row(order.get(i));
                float[] found = some.row(i - from);
                for (int j = 0; j < expected.length; j++) {
                    // About 40 roundings at the greatest component that occurs (0.25).
                    assertThat(Math.abs(found[j] - expected[j])).isLessThan(1e-6f);
                }
            }
        }
    }

    @Test
    void theSameCallGivesTheSameBits() {
        List<String> texts = List.of("one", "two and three", "four, five, six and seven of them");
        assertThat(embedder.embed(texts, RunControl.silent()).toArray())
                .isEqualTo(embedder.embed(texts, RunControl.silent()).toArray());
    }

    @Test
    void traitsAreThoseOfTheModel() {
        assertThat(embedder.traits().dimension()).isEqualTo(384);
        assertThat(embedder.traits().maxTokens()).isEqualTo(256);
        assertThat(embedder.traits().unitLength()).isTrue();
    }

    private static float[] vector(String base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresA += (double) a[i] * a[i];
            squaresB += (double) b[i] * b[i];
        }
        return product / Math.sqrt(squaresA * squaresB);
    }
}
