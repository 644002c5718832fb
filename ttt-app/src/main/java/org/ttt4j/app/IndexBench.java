package org.ttt4j.app;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.store.Durable;
import org.ttt4j.store.IndexBackend;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.NamedOutput;
import org.ttt4j.store.StoredVectors;

/** Builds, opens and searches indexes on made-up vectors, in a directory of its own. Confined to one thread. */
final class IndexBench {

    private static final int CHUNK_FLOATS = 1 << 22;

    private final IndexBenchPlan plan;
    private final Function<List<Shorthand>, Configuration> configurations;
    private final Path directory;
    private final IndexSpec spec;
    private final RunControl control;
    private final WorkCount progress;
    private final List<IndexBenchBuild> builds = new ArrayList<>();
    private final List<IndexBenchRow> rows = new ArrayList<>();

    /**
     * A benchmark.
     *
     * @param configurations the configuration with some keys set
     * @param directory empty; left as it is then, for the caller to delete
     */
    IndexBench(
            IndexBenchPlan plan,
            Function<List<Shorthand>, Configuration> configurations,
            Metric metric,
            Path directory,
            RunControl control) {
        this.plan = plan;
        this.configurations = configurations;
        this.directory = directory;
        this.spec = new IndexSpec(plan.dimension(), plan.count(), metric, "made-up vectors");
        this.control = control;
        this.progress = new WorkCount("bench", 0, plan.measurements());
    }

    /** What was built, in the order of the plan. */
    List<IndexBenchBuild> builds() {
        return List.copyOf(builds);
    }

    /** What was measured: by index, then k, batch and threads. */
    List<IndexBenchRow> rows() {
        return List.copyOf(rows);
    }

    /** Measures everything. */
    void run(List<ReadLimit> limits) throws IOException {
        EmbeddingBatch queries = plan.vectors().queries(plan.queries());
        try (StoredVectors vectors = written(plan.vectors())) {
            List<long[]> truth = truth(vectors, queries);
            control.report(progress.now());
            for (BenchedIndex index : plan.indexes()) {
                Path files = directory.resolve("index");
                build(index, files, vectors);
                for (int threads : plan.threads()) {
                    double limit = limits.stream()
                            .filter(one -> one.threads() == threads)
                            .mapToDouble(ReadLimit::gbPerSecond)
                            .findFirst()
                            .orElse(Double.NaN);
                    search(index, threads, limit, files, queries, truth);
                }
                Durable.delete(files);
            }
        }
    }

    private StoredVectors written(ClusteredVectors vectors) throws IOException {
        Path file = directory.resolve("vectors.f32");
        int chunk = Math.max(1, CHUNK_FLOATS / plan.dimension());
        try (NamedOutput out = new NamedOutput(file)) {
            for (long from = 0; from < vectors.count(); from += chunk) {
                control.checkCancelled();
                EmbeddingBatch some = vectors.rows(from, (int) Math.min(chunk, vectors.count() - from));
                byte[] bytes = new byte[some.values().remaining() * Float.BYTES];
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .put(some.values());
                out.write(bytes);
            }
        }
        return StoredVectors.open(file, plan.dimension(), plan.count());
    }

    /** The ids of the nearest by exact search, as many as the largest k. */
    private List<long[]> truth(StoredVectors vectors, EmbeddingBatch queries) throws IOException {
        Path files = directory.resolve("truth");
        int most = plan.neighbors().stream().mapToInt(Integer::intValue).max().orElse(1);
        Configuration configuration = configurations.apply(
                BenchedIndex.parse("exact").settings(Runtime.getRuntime().availableProcessors()));
        try {
            IndexBackend exact = ConfiguredIndex.chosen(configuration);
            vectors.build(exact, files, spec, control);
            try (VectorIndex index = exact.open(files, spec)) {
                return index.search(queries, most, control).stream()
                        .map(found -> found.stream().mapToLong(Neighbor::id).toArray())
                        .toList();
            }
        } finally {
            Durable.delete(files);
        }
    }

    private void build(BenchedIndex index, Path files, StoredVectors vectors) throws IOException {
        Configuration configuration = configurations.apply(index.settings(
                plan.threads().stream().mapToInt(Integer::intValue).max().orElse(1)));
        ResidentMemory.restart();
        IndexBackend backend = ConfiguredIndex.chosen(configuration);
        long start = System.nanoTime();
        long cpu = cpuNanos();
        IndexManifest.Backend built = vectors.build(backend, files, spec, control);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (cpuNanos() - cpu) / 1e9;
        long peak = ResidentMemory.peak();
        start = System.nanoTime();
        backend.open(files, spec).close();
        builds.add(new IndexBenchBuild(
                index.name(),
                built.description(),
                seconds,
                cpuSeconds,
                bytes(files),
                peak,
                (System.nanoTime() - start) / 1e9));
    }

    private void search(
            BenchedIndex index, int threads, double limit, Path files, EmbeddingBatch queries, List<long[]> truth) {
        Configuration configuration = configurations.apply(index.settings(threads));
        ResidentMemory.restart();
        try (VectorIndex opened = ConfiguredIndex.chosen(configuration).open(files, spec)) {
            for (int k : plan.neighbors()) {
                for (int batch : plan.batches()) {
                    IndexLoad load = new IndexLoad(opened, queries, k, Math.min(batch, plan.queries()), control);
                    double recall = load.recall(truth); // warms up as well
                    IndexLoad.Times times = load.measure(plan.rounds(), IndexBench::cpuNanos);
                    double read = index.scannedBytes(plan.count(), plan.dimension())
                            .filter(bytes -> batch == 1)
                            .map(bytes -> bytes / times.best() / 1e6)
                            .orElse(Double.NaN);
                    rows.add(new IndexBenchRow(
                            index.name(),
                            k,
                            batch,
                            threads,
                            recall,
                            times.best(),
                            times.median(),
                            times.cpu(),
                            1e3 * Math.min(batch, plan.queries()) / times.median(),
                            read,
                            read / limit,
                            ResidentMemory.peak(),
                            ResidentMemory.own()));
                    control.report(progress.next());
                }
            }
        }
    }

    private static long bytes(Path files) throws IOException {
        try (Stream<Path> walk = Files.walk(files)) {
            Map<Path, Long> sizes = new TreeMap<>();
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                sizes.put(file, Files.size(file));
            }
            return sizes.values().stream().mapToLong(Long::longValue).sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Processor time of all threads of this process. */
    static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
