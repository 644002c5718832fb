package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.exact.ExactIndexProvider;

/** A build that is stopped while the index backend is at work goes on in the midst of that. */
class BackendCheckpointTests {

    private static final int COUNT = 600;
    private static final int DIMENSION = 16384; // three chunks of vectors

    /** Between checkpoints: less than a chunk takes, more than a document. */
    private static final double SECONDS = 0.001;

    private final List<String> calls = new ArrayList<>();
    private final List<Long> copied = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path corpus;
    private Path index;

    @BeforeEach
    void paths() throws IOException {
        corpus = Corpora.write(directory.resolve("c.jsonl"), COUNT);
        index = directory.resolve("index");
    }

    private static IndexSettings settings(double checkpointSeconds) {
        return new IndexSettings(Metric.INNER_PRODUCT, Texts.AUTO, Verify.AUTO, checkpointSeconds, 1 << 20);
    }

    private IndexManifest build(IndexBackend backend, RunControl control) {
        return build(backend, SECONDS, control);
    }

    private IndexManifest build(IndexBackend backend, double checkpointSeconds, RunControl control) {
        calls.clear();
        return new IndexWriter(settings(checkpointSeconds), control)
                .build(
                        new IndexPlan(List.of(corpus), index),
                        Corpora.embedder(DIMENSION),
                        backend,
                        new BadLines(OnBadLine.FAIL));
    }

    private IndexBackend rows(String setting) {
        return IndexBackend.of(new RowsProvider(), Map.of("setting", setting));
    }

    private RunControl stoppingAt(String stage, long done) {
        RunControl[] control = new RunControl[1];
        control[0] = RunControl.reportingTo(event -> {
            if (event instanceof Progress.Advanced advanced && advanced.stage().equals("copy")) {
                copied.add(advanced.done());
            }
            if (event instanceof Progress.Advanced advanced
                    && advanced.stage().equals(stage)
                    && advanced.done() >= done) {
                control[0].cancel();
            }
        });
        return control[0];
    }

    private void stopped(IndexBackend backend, String stage, long done) {
        stopped(control -> build(backend, control), stage, done);
    }

    private void stopped(Consumer<RunControl> change, String stage, long done) {
        assertThatThrownBy(() -> change.accept(stoppingAt(stage, done))).isInstanceOf(CancellationException.class);
    }

    @Test
    void whatWasAddedIsNotAddedAgain() throws IOException {
        IndexManifest whole = build(rows("a"), RunControl.silent());
        assertThat(calls).containsExactly("train", "add 0", "add 256", "add 512", "finish");
        Files.move(index, directory.resolve("whole"));
        stopped(rows("a"), "index", 256);
        stopped(rows("a"), "index", 512);
        assertThat(calls).containsExactly("add 256");
        IndexManifest resumed = build(rows("a"), RunControl.silent());
        assertThat(calls).containsExactly("add 512", "finish");
        assertThat(resumed.contentHash()).isEqualTo(whole.contentHash());
        assertThat(index.resolve("g1").toFile().list())
                .allMatch(name -> !IndexBackendFiles.isTrace(name) && !name.endsWith(".json"));
    }

    @Test
    void whatWasFinishedIsNotBuiltAgain() throws IOException {
        stopped(rows("a"), "finish", 1); // then the build comes to its end and sees that it was cancelled
        assertThat(calls).contains("finish");
        assertThat(Files.isDirectory(index)).isFalse();
        // As if the process had been killed before it could rename.
        Path segment = directory.resolve("index.building/g1");
        Files.move(segment.resolve("rows"), segment.resolve("rows.unfinished"));
        build(rows("a"), RunControl.silent());
        assertThat(calls).isEmpty();
        assertThat(Files.size(index.resolve("g1/rows/rows"))).isEqualTo(4L * COUNT * DIMENSION);
    }

    @Test
    void otherSettingsAndOtherBackendsBeginAnew() throws IOException {
        stopped(rows("a"), "index", 256);
        stopped(rows("b"), "index", 256);
        assertThat(calls).containsExactly("train", "add 0");
        build(Corpora.backend(new ExactIndexProvider()), RunControl.silent());
        assertThat(index.resolve("g1").toFile().list()).contains("exact").noneMatch(name -> name.startsWith("rows"));
    }

    @Test
    void anAddGoesOnWithTheBackend() throws IOException {
        build(rows("a"), 60, RunControl.silent());
        Path more = Corpora.write(directory.resolve("more.jsonl"), 40);
        stopped(control -> add(more, control), "index", 256);
        stopped(control -> add(more, control), "index", 512);
        assertThat(calls).containsExactly("add 256");
        assertThat(index.resolve("add.building/rows.unfinished")).isDirectory();
        IndexManifest changed = add(more, RunControl.silent());
        assertThat(calls).containsExactly("add 512", "finish");
        demandRows(changed, COUNT + 40);
        assertThat(index.resolve("add.building")).doesNotExist();
    }

    private IndexManifest add(Path more, RunControl control) {
        calls.clear();
        return new IndexChanges(settings(SECONDS), control)
                .add(
                        index,
                        List.of(more),
                        Corpora.embedder(DIMENSION),
                        IndexBackends.of(rows("a")),
                        new BadLines(OnBadLine.FAIL));
    }

    @Test
    void aCompactionGoesOnWithTheCopyAndWithTheBackend() throws IOException {
        build(rows("a"), 60, RunControl.silent());
        IndexChanges changes = new IndexChanges(settings(SECONDS), RunControl.silent());
        changes.delete(index, IdSet.of(0, 300), Set.of());
        stopped(this::compact, "copy", 500);
        stopped(this::compact, "index", 256);
        assertThat(calls).containsExactly("train", "add 0");
        IndexManifest changed = compact(RunControl.silent());
        assertThat(calls).containsExactly("add 256", "add 512", "finish");
        demandRows(changed, COUNT - 2);
        assertThat(index.resolve("compact.building")).doesNotExist();

        changes.delete(index, IdSet.of(7), Set.of());
        stopped(this::compact, "index", 512);
        changes.delete(index, IdSet.of(8), Set.of());
        assertThat(index.resolve("compact.building")).doesNotExist();
        demandRows(compact(RunControl.silent()), COUNT - 4);
        assertThat(calls).startsWith("train", "add 0");
    }

    private IndexManifest compact(RunControl control) {
        calls.clear();
        return new IndexChanges(settings(SECONDS), control).compact(index, IndexBackends.of(rows("a")));
    }

    @Test
    void aMergeGoesOnWithTheCopyAndWithTheBackend() throws IOException {
        IndexManifest one = build(rows("a"), 60, RunControl.silent());
        Path out = directory.resolve("out");
        stopped(control -> merge(out, control), "copy", COUNT + 500);
        copied.clear();
        stopped(control -> merge(out, control), "index", 256);
        assertThat(copied.get(0)).isGreaterThan(512);
        assertThat(calls).containsExactly("train", "add 0");
        Path other = directory.resolve("other");
        Files.move(index, other);
        index = directory.resolve("index");
        build(rows("b"), 60, RunControl.silent());
        assertThatThrownBy(() -> new IndexMerge(settings(SECONDS), RunControl.silent())
                        .merge(List.of(other, index), out, IndexBackends.of(rows("a"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("unfinished build of something else");
        Durable.delete(index);
        Files.move(other, index);
        IndexManifest merged = merge(out, RunControl.silent());
        assertThat(calls).containsExactly("add 256", "add 512", "add 768", "add 1024", "finish");
        assertThat(merged.count()).isEqualTo(2 * one.count());
        assertThat(Files.mismatch(out.resolve("g1/rows/rows"), out.resolve("g1/vectors.f32")))
                .isEqualTo(-1);
        assertThat(directory.resolve("out.building")).doesNotExist();
        assertThat(out.toFile().list()).containsExactlyInAnyOrder("g1", "manifest.json");
        IndexDirectory.open(out, Verify.OPEN, RunControl.silent()).close();
    }

    private IndexManifest merge(Path out, RunControl control) {
        calls.clear();
        return new IndexMerge(settings(SECONDS), control)
                .merge(List.of(index, index), out, IndexBackends.of(rows("a")));
    }

    /** The backend of these tests keeps the vectors as they are. */
    private void demandRows(IndexManifest manifest, long count) throws IOException {
        assertThat(manifest.count()).isEqualTo(count);
        ByteArrayOutputStream vectors = new ByteArrayOutputStream();
        for (IndexManifest.Segment segment : manifest.segments()) {
            vectors.writeBytes(Files.readAllBytes(index.resolve(segment.path("vectors.f32"))));
        }
        Path rows = index.resolve("g" + manifest.generation() + "/rows/rows");
        assertThat(Arrays.equals(Files.readAllBytes(rows), vectors.toByteArray()))
                .isTrue();
        IndexDirectory.open(index, Verify.OPEN, RunControl.silent()).close();
    }

    /** Appends rows to a file; its checkpoint is the length of that file. */
    private final class RowsProvider implements BackendProvider.OfIndex {

        @Override
        public String id() {
            return "rows";
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public boolean resumes() {
            return true;
        }

        @Override
        public IndexBuilder build(Path place, IndexSpec spec, Settings settings) {
            Path part = place.resolve("part");
            long had = length(part) / (4L * DIMENSION);
            return new IndexBuilder() {
                private byte[] held = new byte[0];
                private long taken = had;

                @Override
                public long resumed() {
                    return had;
                }

                @Override
                public long trainingRows() {
                    return had > 0 ? 0 : 10;
                }

                @Override
                public void train(EmbeddingBatch sample, RunControl control) {
                    calls.add("train");
                }

                @Override
                public void add(EmbeddingBatch vectors, RunControl control) {
                    calls.add("add " + taken);
                    taken += vectors.rows();
                    ByteBuffer more = ByteBuffer.allocate(held.length + 4 * vectors.rows() * DIMENSION)
                            .order(ByteOrder.LITTLE_ENDIAN);
                    more.put(held).asFloatBuffer().put(vectors.values());
                    held = more.array();
                }

                @Override
                public void checkpoint(RunControl control) {
                    write(part, held);
                    held = new byte[0];
                }

                @Override
                public void finish(RunControl control) {
                    calls.add("finish");
                    checkpoint(control);
                    try {
                        Files.move(part, place.resolve("rows"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    control.report(new Progress.Advanced("finish", 1, 1));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public VectorIndex open(Path place, IndexSpec spec, Settings settings) {
            if (length(place.resolve("rows")) != 4L * spec.size() * spec.dimension()) {
                throw new BackendException("rows", "found no rows, wanted some");
            }
            return new VectorIndex() {
                @Override
                public Traits traits() {
                    return new Traits(spec, true, "rows");
                }

                @Override
                public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                    return List.of();
                }

                @Override
                public void close() {}
            };
        }

        private static long length(Path file) {
            try {
                return Files.exists(file) ? Files.size(file) : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void write(Path file, byte[] bytes) {
            try {
                Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
