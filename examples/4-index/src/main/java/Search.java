import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.faiss.FaissIndexProvider;

/** FAISS from Java: builds an index of 10,000 vectors on disk, opens it and searches. */
final class Search {
    private static final int COUNT = 10_000;
    private static final int DIMENSION = 64;

    public static void main(String[] args) throws Exception {
        FaissIndexProvider faiss = new FaissIndexProvider();
        Settings settings = Settings.of(Map.of("factory", "IVF64,Flat", "nprobe", "16"));
        IndexSpec spec = new IndexSpec(DIMENSION, COUNT, Metric.L2, "my own vectors");
        EmbeddingBatch vectors = vectors(COUNT, 1);
        Path directory = Files.createTempDirectory("index");
        RunControl control = RunControl.silent();
        try (IndexBuilder builder = faiss.build(directory, spec, settings)) {
            builder.train(vectors, control);
            builder.add(vectors, control);
            builder.finish(control);
        }
        try (VectorIndex index = faiss.open(directory, spec, settings)) {
            EmbeddingBatch query = EmbeddingBatch.of(1, DIMENSION, vectors.row(42));
            List<Neighbor> found = index.search(query, 3, control).get(0);
            System.out.println("nearest to vector 42 is vector " + found.get(0).id() + " of " + index.traits().spec().size());
            System.out.println("found " + found.size() + ", the nearest first: "
                    + (found.get(0).similarity() >= found.get(2).similarity()));
        }
    }

    private static EmbeddingBatch vectors(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return EmbeddingBatch.of(rows, DIMENSION, values);
    }
}
