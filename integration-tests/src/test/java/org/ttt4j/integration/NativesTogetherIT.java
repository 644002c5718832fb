package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Pretrainer;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.VectorIndex;

/**
 * ONNX Runtime, FAISS and TensorFlow in one JVM: what each computes is the same, bit for bit, whether it runs alone,
 * between the others, or at the same time as them.
 */
class NativesTogetherIT {

    private static final int ROUNDS = 3;
    private static final List<String> TEXTS = IntStream.range(0, 40)
            .mapToObj(i -> "Sentence " + i + " is about " + (i % 7) + " things, " + "and goes on ".repeat(i % 5))
            .toList();
    private static final Path WORK = Distribution.WORK.resolve("natives together");
    private static final Path INDEX = WORK.resolve("index");
    private static final Path MODEL = WORK.resolve("model");

    /** What one round of each backend gives; losses and bits are compared exactly. */
    private record Embedded(List<Float> values) {}

    private record Trained(Score before, List<Double> losses, Score after, Score afterReset) {}

    @BeforeAll
    static void prepare() throws IOException {
        Natives.need("onnx", "faiss", "tf");
        Files.createDirectories(INDEX);
        try (Embedder embedder = embedder()) {
            EmbeddingBatch vectors = embedder.embed(TEXTS, RunControl.silent());
            try (IndexBuilder builder = faiss().build(INDEX, spec(embedder), settings(Map.of()))) {
                assertThat(builder.trainingRows()).isZero();
                builder.add(vectors, RunControl.silent());
                builder.finish(RunControl.silent());
            }
        }
        try (Pretrainer pretrainer = provider(BackendProvider.OfTrainer.class, "tensorflow")
                .openPretrainer(settings(Map.of()))
                .orElseThrow()) {
            pretrainer.pretrain(
                    new Pretrainer.Plan(1, 32, 2, 32, 512, 2, 3, Duration.ZERO, 1e-3, 1, 0.01, Duration.ofHours(1), 1),
                    TEXTS,
                    TEXTS.subList(0, 2),
                    MODEL,
                    RunControl.silent());
        }
    }

    @AfterEach
    void nothingStaysOpen() {
        assertThat(NativeHandles.open())
                .containsKeys("onnx", "faiss", "tensorflow")
                .allSatisfy((id, open) ->
                        assertThat(open).as("open native objects of %s", id).isZero());
    }

    @Test
    void interleavedEqualsAlone() {
        Embedded embedded = alone(NativesTogetherIT::embedder, NativesTogetherIT::embed);
        List<List<Neighbor>> found = alone(NativesTogetherIT::index, NativesTogetherIT::search);
        Trained trained = alone(NativesTogetherIT::trainer, NativesTogetherIT::train);
        try (Embedder embedder = embedder();
                VectorIndex index = index();
                Trainer trainer = trainer()) {
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(train(trainer)).isEqualTo(trained);
                assertThat(embed(embedder)).isEqualTo(embedded);
                assertThat(search(index)).isEqualTo(found);
            }
        }
    }

    @Test
    void concurrentEqualsAlone() throws Exception {
        Embedded embedded = alone(NativesTogetherIT::embedder, NativesTogetherIT::embed);
        List<List<Neighbor>> found = alone(NativesTogetherIT::index, NativesTogetherIT::search);
        Trained trained = alone(NativesTogetherIT::trainer, NativesTogetherIT::train);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try (Embedder embedder = embedder();
                VectorIndex index = index();
                Trainer trainer = trainer()) {
            List<Future<?>> running = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                running.add(pool.submit(() -> assertThat(embed(embedder)).isEqualTo(embedded)));
                running.add(pool.submit(() -> assertThat(search(index)).isEqualTo(found)));
                running.add(pool.submit(() -> assertThat(train(trainer)).isEqualTo(trained)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void adaptationChangesTheScoreAndResetRestoresIt() {
        Trained trained = alone(NativesTogetherIT::trainer, NativesTogetherIT::train);
        assertThat(trained.losses()).isNotEmpty();
        assertThat(trained.after()).isNotEqualTo(trained.before());
        assertThat(trained.afterReset()).isEqualTo(trained.before());
    }

    private static <B extends AutoCloseable, R> R alone(Supplier<B> open, java.util.function.Function<B, R> work) {
        B backend = open.get();
        try {
            return work.apply(backend);
        } finally {
            close(backend);
        }
    }

    private static void close(AutoCloseable backend) {
        try {
            backend.close();
        } catch (Exception failure) {
            throw new AssertionError("closing failed", failure);
        }
    }

    private static Embedded embed(Embedder embedder) {
        EmbeddingBatch batch = embedder.embed(TEXTS, RunControl.silent());
        List<Float> values = new ArrayList<>();
        for (float value : batch.toArray()) {
            values.add(value);
        }
        return new Embedded(values);
    }

    private static List<List<Neighbor>> search(VectorIndex index) {
        VectorIndex.Reconstruction stored =
                index.capability(VectorIndex.Reconstruction.class).orElseThrow();
        List<List<Neighbor>> answers = index.search(stored.reconstruct(new long[] {3, 1, 4}), 5, RunControl.silent());
        assertThat(answers).hasSize(3).allSatisfy(one -> assertThat(one).hasSize(5));
        return answers;
    }

    private static Trained train(Trainer trainer) {
        List<String> query = TEXTS.subList(7, 8);
        try (Trainer.Session session = trainer.begin(RunControl.silent())) {
            Score before = session.score(query, RunControl.silent()).get(0);
            List<Double> losses = session.train(new long[] {8, 9}, TEXTS.subList(8, 10), RunControl.silent()).stream()
                    .map(Step::loss)
                    .toList();
            Score after = session.score(query, RunControl.silent()).get(0);
            session.reset();
            return new Trained(
                    before,
                    losses,
                    after,
                    session.score(query, RunControl.silent()).get(0));
        }
    }

    private static Embedder embedder() {
        return provider(BackendProvider.OfEmbedder.class, "onnx").open(settings(Map.of()));
    }

    private static VectorIndex index() {
        try (Embedder embedder = embedder()) {
            return faiss().open(INDEX, spec(embedder), settings(Map.of()));
        }
    }

    private static Trainer trainer() {
        return provider(BackendProvider.OfTrainer.class, "tensorflow")
                .open(settings(Map.of("model", MODEL.toString())));
    }

    private static BackendProvider.OfIndex faiss() {
        return provider(BackendProvider.OfIndex.class, "faiss");
    }

    private static IndexSpec spec(Embedder embedder) {
        return new IndexSpec(
                embedder.traits().dimension(),
                TEXTS.size(),
                Metric.INNER_PRODUCT,
                embedder.traits().fingerprint());
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.of(values);
    }

    private static <P extends BackendProvider> P provider(Class<P> slot, String id) {
        // Called from this module, which declares that it uses the services.
        ServiceLoader<P> services = ServiceLoader.load(slot);
        return services.stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + slot.getSimpleName() + " is called " + id));
    }
}
