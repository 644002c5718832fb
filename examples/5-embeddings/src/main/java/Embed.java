import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.embed.onnx.OnnxEmbedderProvider;

/** Sentence embeddings from the bundled MiniLM; they have length 1, so that inner products are cosines. */
final class Embed {
    public static void main(String[] args) {
        List<String> texts = List.of("How do I close a file?", "Files are closed with close().", "The cat sleeps.");
        try (Embedder embedder = new OnnxEmbedderProvider().open(Settings.of(Map.of()))) {
            EmbeddingBatch vectors = embedder.embed(texts, RunControl.silent());
            for (int i = 1; i < texts.size(); i++) {
                System.out.printf(Locale.ROOT, "%.2f  %s%n", cosine(vectors.row(0), vectors.row(i)), texts.get(i));
            }
        }
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
