package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * What every {@link Embedder} does; the test names are the specification. Extend it, implement {@link #open()}, add what
 * is special. Each test opens what it needs and closes it.
 */
public abstract class EmbedderContract extends LeakChecked {

    private static final int THREADS = 4;

    /** For subclasses. */
    protected EmbedderContract() {}

    /**
     * Opens the embedder under test, each time with the same settings; the contract closes it.
     *
     * @return a fresh one
     */
    protected abstract Embedder open();

    /**
     * {@return the largest difference of a component that batching, padding and threads may cause} The default is about
     * 80 units in the last place of a float32 component of 1, which a matrix product over some hundred columns stays
     * below.
     */
    protected double tolerance() {
        return 1e-5;
    }

    /** Of all rows of a batch, row i is closest to text i embedded alone. */
    @Test
    public void rowIBelongsToTextI() {
        try (Embedder embedder = open()) {
            EmbeddingBatch all = embed(embedder, Samples.TEXTS);
            for (int i = 0; i < all.rows(); i++) {
                float[] alone = embed(embedder, List.of(Samples.TEXTS.get(i))).row(0);
                assertThat(closestRow(all, alone))
                        .as("row of the batch closest to text %d embedded alone", i)
                        .isEqualTo(i);
            }
        }
    }

    /** A longer text has more tokens, but never more than are read of it. */
    @Test
    public void countsTokensUpToTheLimit() {
        try (Embedder embedder = open()) {
            int limit = embedder.traits().maxTokens();
            int none = embedder.tokens("");
            int some = embedder.tokens("the harbour");
            assertThat(none).isBetween(0, some - 1);
            assertThat(embedder.tokens("the harbour the harbour")).isBetween(some + 1, limit);
            assertThat(embedder.tokens("the harbour ".repeat(limit))).isEqualTo(limit);
        }
    }

    /** Batches of any size give the rows of single texts, up to {@link #tolerance()}. */
    @Test
    public void batchingDoesNotChangeARow() {
        try (Embedder embedder = open()) {
            List<float[]> alone = singles(embedder);
            for (int size : new int[] {2, 3, 5, Samples.TEXTS.size()}) {
                for (int from = 0; from < Samples.TEXTS.size(); from += size) {
                    int to = Math.min(from + size, Samples.TEXTS.size());
                    EmbeddingBatch batch = embed(embedder, Samples.TEXTS.subList(from, to));
                    for (int row = 0; row < batch.rows(); row++) {
                        assertThat(Samples.difference(batch.row(row), alone.get(from + row)))
                                .as("text %d in a batch of %d against alone", from + row, size)
                                .isLessThanOrEqualTo(tolerance());
                    }
                }
            }
        }
    }

    /** Texts in reversed order give the same rows in reversed order, up to {@link #tolerance()}. */
    @Test
    public void orderOfTextsDoesNotMatter() {
        try (Embedder embedder = open()) {
            List<String> reversed = new ArrayList<>(Samples.TEXTS);
            Collections.reverse(reversed);
            EmbeddingBatch forward = embed(embedder, Samples.TEXTS);
            EmbeddingBatch backward = embed(embedder, reversed);
            for (int i = 0; i < forward.rows(); i++) {
                assertThat(Samples.difference(forward.row(i), backward.row(forward.rows() - 1 - i)))
                        .as("text %d in the given and in the reversed order", i)
                        .isLessThanOrEqualTo(tolerance());
            }
        }
    }

    /** A text that stands in a batch twice gets the same row twice, another text another row. */
    @Test
    public void equalTextsGetEqualRows() {
        try (Embedder embedder = open()) {
            String text = Samples.TEXTS.get(0);
            EmbeddingBatch batch = embed(embedder, List.of(text, Samples.TEXTS.get(6), text));
            assertThat(Samples.difference(batch.row(0), batch.row(2))).isLessThanOrEqualTo(tolerance());
            assertThat(Samples.difference(batch.row(0), batch.row(1)))
                    .as("different texts")
                    .isGreaterThan(tolerance());
        }
    }

    /**
     * Rows have length 1 up to 1e-4 where the traits promise it, that of an empty text included; skipped where they do
     * not.
     */
    @Test
    public void unitLengthWhenPromised() {
        try (Embedder embedder = open()) {
            assumeTrue(embedder.traits().unitLength(), "this embedder does not promise unit length");
            List<String> texts = new ArrayList<>(Samples.TEXTS);
            texts.add("");
            EmbeddingBatch batch = embed(embedder, texts);
            for (int i = 0; i < batch.rows(); i++) {
                assertThat(Math.sqrt(Samples.innerProduct(batch.row(i), batch.row(i))))
                        .as("length of row %d", i)
                        .isCloseTo(1, offset(1e-4)); // d = 1024 roundings of 2^-24 each stay far below
            }
        }
    }

    /**
     * What stands behind {@link Embedder.Traits#maxTokens()} tokens changes nothing; skipped where that is more than
     * 100,000.
     */
    @Test
    public void longTextsAreTruncatedNotRefused() {
        try (Embedder embedder = open()) {
            int maxTokens = embedder.traits().maxTokens();
            assumeTrue(maxTokens <= 100_000, "too long a text for a test: " + maxTokens + " tokens");
            String kept = "river ".repeat(maxTokens); // a word is at least one token
            EmbeddingBatch batch = embed(embedder, List.of(kept + "mountain", kept + "desert ".repeat(50), "river"));
            assertThat(Samples.difference(batch.row(0), batch.row(1)))
                    .as("only text behind maxTokens=%d differs", maxTokens)
                    .isLessThanOrEqualTo(tolerance());
            assertThat(batch.rows()).isEqualTo(3);
        }
    }

    /** Empty and blank texts, control characters, lone surrogates and a word of 20,000 letters get finite rows. */
    @Test
    public void oddTextsGetFiniteRows() {
        try (Embedder embedder = open()) {
            List<String> odd = List.of(
                    "",
                    " ",
                    "\n\t\r\n",
                    "\0",
                    "\uD800 lone surrogate",
                    "\uFFFF\uFEFF",
                    "a".repeat(20_000),
                    "\u0301\u0301");
            EmbeddingBatch batch = embed(embedder, odd);
            assertThat(batch.rows()).isEqualTo(odd.size());
            for (float value : batch.toArray()) {
                assertThat(value).isFinite();
            }
        }
    }

    /** No text gives no row, of the embedder's dimension. */
    @Test
    public void emptyBatchGivesZeroRows() {
        try (Embedder embedder = open()) {
            EmbeddingBatch none = embed(embedder, List.of());
            assertThat(none.rows()).isZero();
            assertThat(none.dimension()).isEqualTo(embedder.traits().dimension());
        }
    }

    /** Threads that embed at the same time get the rows of single texts. */
    @Test
    public void concurrentCallsAgree() {
        try (Embedder embedder = open()) {
            List<float[]> alone = singles(embedder);
            List<Integer> rowsSeen = Together.run(THREADS, thread -> {
                int rows = 0;
                for (int round = 0; round < 3; round++) {
                    int from = (thread + round) % Samples.TEXTS.size();
                    EmbeddingBatch batch = embed(embedder, Samples.TEXTS.subList(from, Samples.TEXTS.size()));
                    for (int row = 0; row < batch.rows(); row++, rows++) {
                        assertThat(Samples.difference(batch.row(row), alone.get(from + row)))
                                .as("text %d, thread %d", from + row, thread)
                                .isLessThanOrEqualTo(tolerance());
                    }
                }
                return rows;
            });
            assertThat(rowsSeen).allMatch(rows -> rows > Samples.TEXTS.size());
        }
    }

    /**
     * Opened again with the same settings, traits are equal and so are vectors; the fingerprint is a SHA-256 in
     * hexadecimal.
     */
    @Test
    public void sameFingerprintAfterReopen() {
        Embedder.Traits first;
        EmbeddingBatch before;
        try (Embedder embedder = open()) {
            first = embedder.traits();
            before = embed(embedder, Samples.TEXTS);
        }
        assertThat(first.fingerprint()).as("SHA-256, hexadecimal").matches("[0-9a-f]{64}");
        try (Embedder embedder = open()) {
            assertThat(embedder.traits()).isEqualTo(first);
            assertThat(Samples.difference(embed(embedder, Samples.TEXTS).toArray(), before.toArray()))
                    .as("vectors of the same fingerprint")
                    .isLessThanOrEqualTo(tolerance());
        }
    }

    /** Neither a later call nor closing changes a batch that was handed out. */
    @Test
    public void resultsOutliveTheEmbedder() {
        EmbeddingBatch kept;
        float[] copy;
        try (Embedder embedder = open()) {
            kept = embed(embedder, Samples.TEXTS);
            copy = kept.toArray();
            embed(embedder, List.of("another call must not overwrite the first one's result"));
        }
        assertThat(kept.toArray()).containsExactly(copy, within(0f));
    }

    /** Progress has the stage {@code embed}, never falls and ends at the number of texts. */
    @Test
    public void progressReachesTheTotal() {
        List<Progress.Advanced> events = Collections.synchronizedList(new ArrayList<>());
        try (Embedder embedder = open()) {
            embedder.embed(Samples.TEXTS, RunControl.reportingTo(event -> {
                if (event instanceof Progress.Advanced advanced) {
                    events.add(advanced);
                }
            }));
        }
        assertThat(events).as("events of stage embed").isNotEmpty();
        assertThat(events).extracting(Progress.Advanced::stage).containsOnly("embed");
        assertThat(events).extracting(Progress.Advanced::done).isSorted();
        assertThat(events.get(events.size() - 1).done()).isEqualTo(Samples.TEXTS.size());
    }

    /** A cancelled control ends a call, and the next call gives what the one before it gave. */
    @Test
    public void cancelledCallThrowsAndHarmsNothing() {
        try (Embedder embedder = open()) {
            EmbeddingBatch before = embed(embedder, Samples.TEXTS);
            RunControl cancelled = RunControl.silent();
            cancelled.cancel();
            assertThatThrownBy(() -> embedder.embed(Samples.TEXTS, cancelled))
                    .isInstanceOf(CancellationException.class);
            assertThat(Samples.difference(embed(embedder, Samples.TEXTS).toArray(), before.toArray()))
                    .isLessThanOrEqualTo(tolerance());
        }
    }

    /** A closed embedder throws an {@link IllegalStateException}. */
    @Test
    public void closedEmbedderRefuses() {
        Embedder embedder = open();
        embedder.close();
        assertThatThrownBy(() -> embed(embedder, Samples.TEXTS)).isInstanceOf(IllegalStateException.class);
    }

    /** Closing a second time does nothing. */
    @Test
    public void closeTwice() {
        Embedder embedder = open();
        assertThat(embed(embedder, Samples.TEXTS).rows()).isEqualTo(Samples.TEXTS.size());
        embedder.close();
        embedder.close();
    }

    /** While calls run, closing lets each give a right answer or refuses it as closed, and soon refuses all. */
    @Test
    public void closeDuringCallsEndsThemCleanly() {
        Embedder embedder = open();
        float[] expected = embed(embedder, Samples.TEXTS).toArray();
        CountDownLatch answered = new CountDownLatch(1);
        Together.run(THREADS, thread -> {
            if (thread == 0) {
                Together.await(answered);
                embedder.close();
                return true;
            }
            for (int call = 0; call < 2_000; call++) {
                try {
                    float[] found = embed(embedder, Samples.TEXTS).toArray();
                    assertThat(Samples.difference(found, expected)).isLessThanOrEqualTo(tolerance());
                } catch (IllegalStateException closed) {
                    return true;
                } finally {
                    answered.countDown();
                }
            }
            throw new AssertionError("close() did not end the calls");
        });
    }

    private static EmbeddingBatch embed(Embedder embedder, List<String> texts) {
        EmbeddingBatch batch = embedder.embed(texts, RunControl.silent());
        assertThat(batch.rows()).as("one row per text").isEqualTo(texts.size());
        assertThat(batch.dimension()).isEqualTo(embedder.traits().dimension());
        return batch;
    }

    private static List<float[]> singles(Embedder embedder) {
        List<float[]> alone = new ArrayList<>();
        for (String text : Samples.TEXTS) {
            alone.add(embed(embedder, List.of(text)).row(0));
        }
        return alone;
    }

    private static int closestRow(EmbeddingBatch batch, float[] vector) {
        int closest = 0;
        for (int row = 1; row < batch.rows(); row++) {
            if (Samples.squaredDistance(batch.row(row), vector) < Samples.squaredDistance(batch.row(closest), vector)) {
                closest = row;
            }
        }
        return closest;
    }
}
