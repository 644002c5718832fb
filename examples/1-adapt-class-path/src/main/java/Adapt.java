import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ttt4j.api.*;
import org.ttt4j.embed.onnx.OnnxEmbedderProvider;
import org.ttt4j.index.faiss.FaissIndexProvider;
import org.ttt4j.select.SiftSelectorProvider;
import org.ttt4j.train.tf.TensorFlowTrainerProvider;

/** Adapts the bundled model to a prompt, on five texts, from the class path. */
final class Adapt {
    public static void main(String[] args) throws Exception {
        List<String> texts = List.of(
                "The kettle is on the shelf beside the blue door.",
                "Session keys are rotated at noon: rotate(key, Clock.noon()).",
                "Session keys are rotated at midnight: rotate(key, Clock.midnight()).",
                "The blue door leads to the cellar, the red door to the roof.",
                "Old session keys are kept for an hour: keep(key, Duration.ofHours(1)).");
        Path directory = Files.createTempDirectory("index");
        RunControl control = RunControl.silent();
        Settings defaults = Settings.of(Map.of());
        try (Embedder embedder = new OnnxEmbedderProvider().open(defaults);
                Selector sift = new SiftSelectorProvider().open(Settings.of(Map.of("lambda", "0.1")));
                Trainer trainer = new TensorFlowTrainerProvider().open(defaults)) {
            EmbeddingBatch vectors = embedder.embed(texts, control);
            IndexSpec spec = new IndexSpec(
                    vectors.dimension(), vectors.rows(), Metric.INNER_PRODUCT, embedder.traits().fingerprint());
            try (IndexBuilder builder = new FaissIndexProvider().build(directory, spec, defaults)) {
                builder.add(vectors, control);
                builder.finish(control);
            }
            try (VectorIndex index = new FaissIndexProvider().open(directory, spec, defaults)) {
                TestTimeTraining ttt = new TestTimeTraining(embedder, index, Corpus.of(texts), sift, trainer);
                AdaptRequest request = AdaptRequest.of("Session keys are rotated at dawn: rotate(key, ", 5, 3);
                Adaptation done = ttt.adapt(request, control);
                System.out.println("trained on " + Arrays.toString(done.selection().ids()));
                System.out.printf(Locale.ROOT, "bits per byte: %.2f, adapted %.2f%n",
                        done.before().bitsPerByte(), done.after().bitsPerByte());
            }
        }
    }
}
