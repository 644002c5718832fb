package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

/** Broken embedders, and the contract methods that notice. */
class PlantedEmbedderTests {

    @Test
    void healthyOnePasses() {
        assertThat(Planted.failuresOf(Healthy.class)).isEmpty();
    }

    @Test
    void rowsInCompletionOrder() {
        assertThat(Planted.failuresOf(ReversedRows.class))
                .containsExactly(
                        "batchingDoesNotChangeARow",
                        "concurrentCallsAgree",
                        "longTextsAreTruncatedNotRefused",
                        "rowIBelongsToTextI");
    }

    @Test
    void lengthNotAsPromised() {
        assertThat(Planted.failuresOf(TwiceAsLong.class)).containsExactly("unitLengthWhenPromised");
    }

    @Test
    void paddingLeaksIntoRows() {
        assertThat(Planted.failuresOf(PaddingCounts.class))
                .contains("batchingDoesNotChangeARow")
                .doesNotContain("closeTwice", "emptyBatchGivesZeroRows");
    }

    @Test
    void longTextsRefused() {
        assertThat(Planted.failuresOf(RefusesLongTexts.class))
                .containsExactly("longTextsAreTruncatedNotRefused", "oddTextsGetFiniteRows");
    }

    @Test
    void nanForTheEmptyText() {
        assertThat(Planted.failuresOf(NanForNothing.class))
                .containsExactly("oddTextsGetFiniteRows", "unitLengthWhenPromised");
    }

    @Test
    void handleLeftOpenOnCancellation() {
        assertThat(Planted.failuresOf(LeaksWhenCancelled.class)).containsExactly("cancelledCallThrowsAndHarmsNothing");
    }

    @Test
    void anotherFingerprintEachTime() {
        assertThat(Planted.failuresOf(ForgetsItself.class)).containsExactly("sameFingerprintAfterReopen");
    }

    @Test
    void aliveAfterClose() {
        assertThat(Planted.failuresOf(NeverCloses.class))
                .containsExactly("closeDuringCallsEndsThemCleanly", "closedEmbedderRefuses");
    }

    /** Hands everything on; the bugs override one method each. */
    private static class Wrapped implements Embedder {
        final Embedder healthy = new HashEmbedderProvider().open(Settings.of(Map.of()));

        @Override
        public Traits traits() {
            return healthy.traits();
        }

        @Override
        public EmbeddingBatch embed(List<String> texts, RunControl control) {
            return healthy.embed(texts, control);
        }

        @Override
        public void close() {
            healthy.close();
        }
    }

    static class Healthy extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped();
        }
    }

    static class ReversedRows extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped() {
                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    List<String> reversed = new ArrayList<>(texts);
                    Collections.reverse(reversed);
                    return healthy.embed(reversed, control);
                }
            };
        }
    }

    static class TwiceAsLong extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped() {
                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    return plus(healthy.embed(texts, control), 1, 0);
                }
            };
        }
    }

    static class PaddingCounts extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped() {
                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    int longest = texts.stream().mapToInt(String::length).max().orElse(0);
                    return plus(healthy.embed(texts, control), 0, 1e-6f * longest);
                }
            };
        }
    }

    static class RefusesLongTexts extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped() {
                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    if (texts.stream().anyMatch(text -> text.length() > 2000)) {
                        throw new IllegalArgumentException("too long");
                    }
                    return healthy.embed(texts, control);
                }
            };
        }
    }

    static class NanForNothing extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped() {
                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    EmbeddingBatch batch = healthy.embed(texts, control);
                    float[] values = batch.toArray();
                    int d = batch.dimension();
                    for (int row = 0; row < batch.rows(); row++) {
                        if (texts.get(row).isEmpty()) {
                            Arrays.fill(values, row * d, (row + 1) * d, Float.NaN); // 0 / 0 when normalised
                        }
                    }
                    return EmbeddingBatch.of(batch.rows(), d, values);
                }
            };
        }
    }

    static class LeaksWhenCancelled extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped() {
                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    NativeHandles handles = NativeHandles.of("planted-embedder");
                    handles.acquired();
                    EmbeddingBatch batch = healthy.embed(texts, control); // without try and finally
                    handles.released();
                    return batch;
                }

                @Override
                public void close() {
                    healthy.close();
                }
            };
        }

        /** Use after close leaks just as well; what is planted here is the other path. */
        @Override
        public void closedEmbedderRefuses() {}

        @Override
        public void closeDuringCallsEndsThemCleanly() {}
    }

    static class ForgetsItself extends EmbedderContract {
        private int opened;

        @Override
        protected Embedder open() {
            opened++;
            String fingerprint = "0".repeat(63) + opened;
            return new Wrapped() {
                @Override
                public Traits traits() {
                    Traits right = healthy.traits();
                    return new Traits(right.dimension(), right.maxTokens(), right.unitLength(), fingerprint);
                }
            };
        }
    }

    static class NeverCloses extends EmbedderContract {
        @Override
        protected Embedder open() {
            return new Wrapped() {
                @Override
                public void close() {}
            };
        }
    }

    private static EmbeddingBatch plus(EmbeddingBatch batch, float ofItself, float more) {
        float[] values = batch.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += ofItself * values[i] + more;
        }
        return EmbeddingBatch.of(batch.rows(), batch.dimension(), values);
    }
}
