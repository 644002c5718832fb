package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.store.Sha256;

/** Search, pre-selection and selection together against the reference implementation. */
class RetrieverGoldenTests {

    @TempDir
    private static Path directory;

    private static JsonNode golden;
    private static EmbeddingBatch queries;
    private static VectorIndex index;

    @BeforeAll
    static void build() throws IOException {
        try (InputStream file = RetrieverGoldenTests.class.getResourceAsStream("retriever-golden.json")) {
            golden = Json.MAPPER.readTree(file);
        }
        JsonNode db = golden.get("db");
        Draws draws = new Draws(db.get("seed").longValue());
        int count = db.get("n").intValue();
        int d = db.get("d").intValue();
        double[][] centres = unit(draws.values(50, d));
        double[][] vectors = unit(mixed(0.7, centres, 0.7, unit(draws.values(count, d))));
        for (int i = 1; i < count; i += 2) {
            for (int j = 0; j < d; j++) {
                vectors[i][j] = -vectors[i][j];
            }
        }
        double[][] noise = unit(draws.values(db.get("queries").intValue(), d));
        queries = batch(unit(mixed(1, centres, 0.5, noise)));
        EmbeddingBatch stored = batch(vectors);
        assertThat(sha256(stored)).isEqualTo(db.get("sha256_db_f32le").textValue());
        assertThat(sha256(queries)).isEqualTo(db.get("sha256_queries_f32le").textValue());
        index = exact(stored);
    }

    @AfterAll
    static void close() {
        index.close();
    }

    @Test
    void candidatesAreThoseOfTheReferenceInItsOrder() {
        int opposed = 0;
        for (Preselection preselection : Preselection.values()) {
            JsonNode wanted = golden.at("/preselection/" + (preselection == Preselection.LARGEST_ABSOLUTE));
            for (int q = 0; q < queries.rows(); q++) {
                List<Neighbor> found = candidates(preselection, q);
                assertThat(found)
                        .as("%s, query %d", preselection, q)
                        .extracting(Neighbor::id)
                        .isEqualTo(longs(wanted.get(q)));
                opposed +=
                        (int) found.stream().filter(one -> one.similarity() < 0).count();
            }
        }
        assertThat(opposed).as("candidates opposed to their query").isEqualTo(386);
    }

    @Test
    void selectionsAreThoseOfTheReference() {
        assertThat(golden.get("selections")).hasSize(8).allSatisfy(wanted -> {
            Preselection preselection =
                    wanted.get("opposite").booleanValue() ? Preselection.LARGEST_ABSOLUTE : Preselection.NEAREST;
            try (Selector selector = selector(wanted)) {
                for (int q = 0; q < queries.rows(); q++) {
                    Selection selection = select(selector, preselection, q);
                    assertThat(selection.picks())
                            .as("query %d", q)
                            .extracting(pick -> pick.id())
                            .isEqualTo(longs(wanted.at("/indices/" + q)));
                    assertThat(selection.priorUncertainty()).isCloseTo(1, within(1e-7));
                    for (int n = 0; n < selection.picks().size() && wanted.has("posterior_variance"); n++) {
                        double uncertainty = selection.picks().get(n).uncertainty();
                        assertThat(uncertainty * uncertainty)
                                .isCloseTo(
                                        wanted.at("/posterior_variance/" + q + "/" + n)
                                                .doubleValue(),
                                        within(5e-6));
                    }
                }
            }
        });
    }

    private static Selector selector(JsonNode wanted) {
        String id = wanted.get("selector").textValue();
        Settings settings = Settings.of(Map.of("lambda", wanted.get("lambda").textValue()));
        return provider(Slot.SELECTOR, id, BackendProvider.OfSelector.class).open(settings);
    }

    private static Selection select(Selector selector, Preselection preselection, int query) {
        List<Neighbor> found = candidates(preselection, query);
        long[] ids = found.stream().mapToLong(Neighbor::id).toArray();
        EmbeddingBatch vectors =
                index.capability(VectorIndex.Reconstruction.class).orElseThrow().reconstruct(ids);
        return selector.select(new Selector.Request(
                query(query), found, vectors, golden.get("N").intValue()));
    }

    private static List<Neighbor> candidates(Preselection preselection, int query) {
        return preselection.candidates(index, query(query), golden.get("K").intValue(), RunControl.silent());
    }

    private static EmbeddingBatch query(int row) {
        return EmbeddingBatch.of(1, queries.dimension(), queries.row(row));
    }

    private static List<Long> longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::longValue)
                .toList();
    }

    private static VectorIndex exact(EmbeddingBatch vectors) throws IOException {
        BackendProvider.OfIndex provider = provider(Slot.INDEX, "exact", BackendProvider.OfIndex.class);
        IndexSpec spec = new IndexSpec(vectors.dimension(), vectors.rows(), Metric.INNER_PRODUCT, "none");
        Path files = Files.createDirectory(directory.resolve("exact"));
        try (IndexBuilder builder = provider.build(files, spec, Settings.of(Map.of()))) {
            builder.add(vectors, RunControl.silent());
            builder.finish(RunControl.silent());
        }
        return provider.open(files, spec, Settings.of(Map.of()));
    }

    private static <P extends BackendProvider> P provider(Slot slot, String id, Class<P> type) {
        return type.cast(Registry.load(List.of()).find(slot, id).orElseThrow().provider());
    }

    private static String sha256(EmbeddingBatch batch) {
        ByteBuffer bytes = ByteBuffer.allocate(batch.rows() * batch.dimension() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(batch.values());
        return Sha256.of(bytes.array());
    }

    /** a left[i mod rows] + b right[i]. */
    private static double[][] mixed(double a, double[][] left, double b, double[][] right) {
        double[][] mixed = new double[right.length][right[0].length];
        for (int i = 0; i < mixed.length; i++) {
            for (int j = 0; j < mixed[i].length; j++) {
                mixed[i][j] = a * left[i % left.length][j] + b * right[i][j];
            }
        }
        return mixed;
    }

    private static double[][] unit(double[][] rows) {
        for (double[] row : rows) {
            double squares = 0;
            for (double value : row) {
                squares += value * value;
            }
            double length = Math.sqrt(squares);
            for (int j = 0; j < row.length; j++) {
                row[j] /= length;
            }
        }
        return rows;
    }

    private static EmbeddingBatch batch(double[][] rows) {
        int d = rows[0].length;
        float[] values = new float[rows.length * d];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows[i / d][i % d];
        }
        return EmbeddingBatch.of(rows.length, d, values);
    }

    /** An integer LCG; a draw is the top 24 bits, mapped to [-1, 1). */
    private static final class Draws {
        private long state;

        private Draws(long seed) {
            state = seed;
        }

        private double[][] values(int rows, int columns) {
            double[][] values = new double[rows][columns];
            for (int i = 0; i < rows * columns; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                values[i / columns][i % columns] = ((state >>> 40) - 0x800000) * 0x1p-23;
            }
            return values;
        }
    }
}
