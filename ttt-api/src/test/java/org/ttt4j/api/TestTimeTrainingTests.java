package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of the data flow, on parts small enough to predict every number. */
class TestTimeTrainingTests {

    private final List<String> calls = new ArrayList<>();
    private final Corpus corpus = Corpus.of(List.of("zero", "one", "two"));

    private final Embedder embedder = new Embedder() {
        @Override
        public Embedder.Traits traits() {
            return new Embedder.Traits(1, 8, false, "lengths");
        }

        @Override
        public EmbeddingBatch embed(List<String> texts, RunControl control) {
            calls.add("embed " + texts);
            float[] lengths = new float[texts.size()];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = texts.get(i).length();
            }
            return EmbeddingBatch.of(lengths.length, 1, lengths);
        }

        @Override
        public void close() {}
    };

    /** Answers with ids 2, 0. */
    private VectorIndex index(String fingerprint, long size) {
        return index(fingerprint, size, Metric.INNER_PRODUCT);
    }

    private VectorIndex index(String fingerprint, long size, Metric metric) {
        return new VectorIndex() {
            @Override
            public VectorIndex.Traits traits() {
                return new VectorIndex.Traits(new IndexSpec(1, size, metric, fingerprint), true, "fixed");
            }

            @Override
            public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                calls.add("search " + k);
                List<Neighbor> answer = List.of(new Neighbor(2, 2f), new Neighbor(0, 1f));
                return Collections.nCopies(queries.rows(), answer);
            }

            @Override
            public void close() {}
        };
    }

    private final Selector selector = request -> {
        calls.add("select " + request.vectors().rows() + " for " + request.budget());
        return new Selection(List.of(new Pick(0, 0.5), new Pick(0, 0.25)));
    };

    private final class CountingTrainer implements Trainer {
        private boolean rises;

        @Override
        public Trainer.Traits traits() {
            return new Trainer.Traits("counting", 8, 1, 1, "cpu", "none");
        }

        @Override
        public Session begin(RunControl control) {
            return new Session() {
                private int trained;

                @Override
                public List<Score> score(List<String> texts, RunControl scoring) {
                    calls.add("score after " + trained);
                    return List.of(new Score(rises ? 8 + trained : 8.0 / (1 + trained), 4, 4));
                }

                @Override
                public List<Step> train(long[] ids, List<String> texts, RunControl training) {
                    calls.add("train " + texts);
                    if (texts.contains("two")) {
                        throw new BackendException("counting", "loss is not finite");
                    }
                    trained += texts.size();
                    return List.of(new Step(0, ids[0], 1, Duration.ZERO));
                }

                @Override
                public String generate(String prompt, GenerateOptions options, RunControl generating) {
                    return prompt + trained;
                }

                @Override
                public void reset() {
                    calls.add("reset");
                    trained = 0;
                }

                @Override
                public void close() {
                    calls.add("close");
                }
            };
        }

        @Override
        public void close() {}
    }

    @Test
    void theDataFlowIsEmbedSearchSelectScoreTrainScoreReset() {
        TestTimeTraining pipeline =
                new TestTimeTraining(embedder, index("lengths", 3), corpus, selector, new CountingTrainer());

        Adaptation adaptation = pipeline.adapt(
                new AdaptRequest("ask", 5, 2, Optional.of(GenerateOptions.greedy(1))), RunControl.silent());

        assertThat(calls)
                .containsExactly(
                        "embed [ask]",
                        "search 5",
                        "embed [two, zero]",
                        "select 2 for 2",
                        "score after 0",
                        "train [zero, zero]",
                        "score after 2",
                        "reset",
                        "close");
        assertThat(adaptation.before().bitsPerByte()).isEqualTo(2);
        assertThat(adaptation.after().bits()).isEqualTo(8.0 / 3);
        assertThat(adaptation.continuation()).contains(new Adaptation.Continuation("ask0", "ask2"));
        assertThat(adaptation.selection().ids()).containsExactly(0, 0);
    }

    @Test
    void theQueryIsWatchedWhereAskedForUntilItIsEnough() {
        Selector five = request -> new Selection(Collections.nCopies(5, new Pick(0, 0)));
        TestTimeTraining pipeline =
                new TestTimeTraining(embedder, index("lengths", 3), corpus, five, new CountingTrainer());
        AdaptRequest request = new AdaptRequest("ask", 5, 5, Optional.empty(), new Watch(2, 0));

        Adaptation all = pipeline.adapt(request, RunControl.silent());

        assertThat(calls)
                .filteredOn(call -> call.startsWith("score") || call.startsWith("train"))
                .containsExactly(
                        "score after 0",
                        "train [zero, zero]",
                        "score after 2",
                        "train [zero, zero]",
                        "score after 4",
                        "train [zero]",
                        "score after 5");
        assertThat(all.watched()).extracting(Adaptation.Watched::neighbors).containsExactly(2, 4, 5);
        assertThat(all.watched().get(2).score()).isEqualTo(all.after());
        assertThat(all.steps()).hasSize(3);
        assertThat(pipeline.adapt(AdaptRequest.of("ask", 5, 5), RunControl.silent())
                        .watched())
                .isEmpty();
    }

    @Test
    void patienceCountsScoresThatAreNotTheLowest() {
        Watch watch = new Watch(1, 2);
        assertThat(watch.enough(scores(5))).isFalse();
        assertThat(watch.enough(scores(5, 4, 4))).isFalse();
        assertThat(watch.enough(scores(5, 4, 4, 4))).isTrue();
        assertThat(watch.enough(scores(5, 6, 5, 3))).isFalse();
        assertThat(watch.enough(scores(5, 6, 7))).isTrue();
        assertThat(new Watch(1, 0).enough(scores(1, 2, 3, 4))).isFalse();
        assertThatThrownBy(() -> new Watch(0, 1)).hasMessageContaining("patience of 1");
        assertThatThrownBy(() -> new Watch(-1, 0)).hasMessageContaining("every -1");
    }

    @Test
    void adaptationEndsWhenScoresNoLongerFall() {
        CountingTrainer rising = new CountingTrainer();
        rising.rises = true;
        Selector five = request -> new Selection(Collections.nCopies(5, new Pick(0, 0)));
        TestTimeTraining pipeline = new TestTimeTraining(embedder, index("lengths", 3), corpus, five, rising);
        AdaptRequest request = new AdaptRequest("ask", 5, 5, Optional.empty(), new Watch(1, 2));

        Adaptation stopped = pipeline.adapt(request, RunControl.silent());

        assertThat(stopped.watched()).extracting(Adaptation.Watched::neighbors).containsExactly(1, 2);
        assertThat(calls).endsWith("score after 2", "reset", "close");
    }

    private static List<Score> scores(double... bits) {
        return Arrays.stream(bits).mapToObj(each -> new Score(each, 1, 1)).toList();
    }

    @Test
    void thePreselectionDecidesWhatTheSelectorSees() {
        TestTimeTraining pipeline = new TestTimeTraining(
                embedder, index("lengths", 3), corpus, selector, new CountingTrainer(), Preselection.LARGEST_ABSOLUTE);

        Adaptation adaptation = pipeline.adapt(AdaptRequest.of("ask", 1, 2), RunControl.silent());

        assertThat(adaptation.candidates()).containsExactly(new Neighbor(2, 2f));
        assertThat(calls).contains("search 1", "embed [two]", "select 1 for 2");
        assertThat(pipeline.candidates(EmbeddingBatch.of(1, 1, new float[] {3}), 1, RunControl.silent()))
                .isEqualTo(adaptation.candidates());
    }

    @Test
    void whatIsExcludedIsNeitherSelectedFromNorTrainedOn() {
        Selector first = request ->
                new Selection(List.of(new Pick(request.candidates().get(0).id(), 0)));
        TestTimeTraining pipeline =
                new TestTimeTraining(embedder, index("lengths", 3), corpus, first, new CountingTrainer());
        Exclusion second = Exclusion.nearDuplicates(corpus, "two", 1);

        Adaptation adaptation = pipeline.adapt(
                new AdaptRequest("ask", 2, 1, Optional.empty(), Watch.NONE, second), RunControl.silent());

        assertThat(adaptation.candidates()).containsExactly(new Neighbor(0, 1f));
        assertThat(adaptation.excluded()).containsExactly(new Excluded(2, Exclusion.NEAR_DUPLICATE, 1));
        assertThat(calls).contains("search 2", "search 3", "train [zero]");
        Exclusion everything = Exclusion.ids(IdSet.of(0, 1, 2));
        assertThat(pipeline.candidates(EmbeddingBatch.of(1, 1, new float[] {3}), 2, everything, RunControl.silent()))
                .isEqualTo(new Candidates(List.of(), List.of(Excluded.by("id", 2), Excluded.by("id", 0))));
    }

    @Test
    void theSessionIsClosedWhenAPartThrows() {
        Selector second = request -> new Selection(List.of(new Pick(2, 0)));
        TestTimeTraining pipeline =
                new TestTimeTraining(embedder, index("lengths", 3), corpus, second, new CountingTrainer());

        assertThatThrownBy(() -> pipeline.adapt(AdaptRequest.of("ask", 1, 1), RunControl.silent()))
                .isInstanceOf(BackendException.class)
                .hasMessage("loss is not finite");
        assertThat(calls).endsWith("train [two]", "close");
    }

    @Test
    void partsThatDoNotBelongTogetherAreRefused() {
        assertThatThrownBy(() ->
                        new TestTimeTraining(embedder, index("other", 3), corpus, selector, new CountingTrainer()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other")
                .hasMessageContaining("lengths");
        assertThatThrownBy(() ->
                        new TestTimeTraining(embedder, index("lengths", 4), corpus, selector, new CountingTrainer()))
                .hasMessageContaining("4 vectors")
                .hasMessageContaining("3 documents");
        assertThatThrownBy(() -> new TestTimeTraining(
                        embedder,
                        index("lengths", 3, Metric.L2),
                        corpus,
                        selector,
                        new CountingTrainer(),
                        Preselection.LARGEST_ABSOLUTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LARGEST_ABSOLUTE")
                .hasMessageContaining("metric L2");
    }

    @Test
    void blankPromptsAreRefused() {
        assertThatThrownBy(() -> AdaptRequest.of(" \n", 1, 1)).hasMessageContaining("the prompt is empty");
        assertThatThrownBy(() -> AdaptRequest.of("x", 0, 1)).hasMessageContaining("candidates=0");
    }
}
