package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
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

    private static final int COUNT = 2500;
    private static final int DIMENSION = 4096; // three chunks of vectors

    private final List<String> calls = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path corpus;
    private Path index;

    @BeforeEach
    void paths() throws IOException {
        corpus = Corpora.write(directory.resolve("c.jsonl"), COUNT);
        index = directory.resolve("index");
    }

    private IndexManifest build(IndexBackend backend, RunControl control) {
        IndexSettings settings = new IndexSettings(Metric.INNER_PRODUCT, Texts.AUTO, Verify.AUTO, 0, 1 << 20);
        calls.clear();
        return new IndexWriter(settings, control)
                .build(
                        new IndexPlan(List.of(corpus), index),
                        Corpora.embedder(DIMENSION),
                        backend,
                        new BadLines(OnBadLine.FAIL));
    }

    private IndexBackend rows(String setting) {
        return IndexBackend.of(new RowsProvider(), Map.of("setting", setting));
    }

    private static RunControl stoppingAt(String stage, long done) {
        RunControl[] control = new RunControl[1];
        control[0] = RunControl.reportingTo(event -> {
            if (event instanceof Progress.Advanced advanced
                    && advanced.stage().equals(stage)
                    && advanced.done() >= done) {
                control[0].cancel();
            }
        });
        return control[0];
    }

    private void stopped(IndexBackend backend, String stage, long done) {
        assertThatThrownBy(() -> build(backend, stoppingAt(stage, done))).isInstanceOf(CancellationException.class);
    }

    @Test
    void whatWasAddedIsNotAddedAgain() throws IOException {
        IndexManifest whole = build(rows("a"), RunControl.silent());
        assertThat(calls).containsExactly("train", "add 0", "add 1024", "add 2048", "finish");
        Files.move(index, directory.resolve("whole"));
        stopped(rows("a"), "index", 1024);
        stopped(rows("a"), "index", 2048);
        assertThat(calls).containsExactly("add 1024");
        IndexManifest resumed = build(rows("a"), RunControl.silent());
        assertThat(calls).containsExactly("add 2048", "finish");
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
        stopped(rows("a"), "index", 1024);
        stopped(rows("b"), "index", 1024);
        assertThat(calls).containsExactly("train", "add 0");
        build(Corpora.backend(new ExactIndexProvider()), RunControl.silent());
        assertThat(index.resolve("g1").toFile().list()).contains("exact").noneMatch(name -> name.startsWith("rows"));
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
                    ByteBuffer more = ByteBuffer.allocate(held.length + 4 * vectors.rows() * DIMENSION);
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
