package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.IndexPlan;
import org.ttt4j.store.IndexWriter;
import org.ttt4j.store.OnBadLine;

/** The key {@code ttt.preselection}, on an embedder under which every other document is opposed to the query. */
class PreselectionKeyTests {

    private static final String QUERY = Corpora.text(0);

    @TempDir
    private Path directory;

    private Path corpus;
    private int built;

    @BeforeEach
    void corpus() throws IOException {
        corpus = Corpora.write(directory.resolve("c.jsonl"), 30);
    }

    private Configuration configuration(String... assignments) {
        Registry found = Registry.load(List.of());
        Registry registry = new Registry(
                Stream.concat(found.all().stream(), Stream.of(new Registered(Slot.EMBEDDER, new OpposedProvider())))
                        .toList());
        List<String> all = new ArrayList<>(List.of(
                "ttt.embedder.use=opposed", "ttt.index.use=exact", "ttt.selector.use=nn", "ttt.trainer.use=bytes"));
        all.addAll(List.of(assignments));
        return Configuration.load(registry, ConfigurationSources.of(all));
    }

    private Assembly open(Configuration configuration) {
        Path index = directory.resolve("index-" + built++);
        try (Backends backends = new Backends(configuration)) {
            new IndexWriter(configuration.app().indexing(), RunControl.silent())
                    .build(
                            new IndexPlan(List.of(corpus), index),
                            backends.namedEmbedder(),
                            ConfiguredIndex.chosen(configuration),
                            new BadLines(OnBadLine.FAIL));
        }
        return Assembly.open(configuration, Optional.of(index), RunControl.silent());
    }

    @Test
    void adaptationAndEvaluationChooseAmongTheSameDocuments() throws IOException {
        assertThat(picks("ttt.preselection=nearest")).containsExactly(0L, 2L, 4L, 6L);
        assertThat(picks("ttt.preselection=largest-absolute"))
                .as("the four of largest absolute similarity, the nearest of them first")
                .containsExactly(0L, 2L, 3L, 1L);
    }

    private List<Long> picks(String assignment) throws IOException {
        try (Assembly assembly = open(configuration(assignment))) {
            Adaptation adaptation = assembly.pipeline().adapt(AdaptRequest.of(QUERY, 4, 4), RunControl.silent());
            List<Long> adapted = adaptation.selection().picks().stream()
                    .map(pick -> pick.id())
                    .toList();
            EvaluationPlan plan = new EvaluationPlan(new NeighborCounts(List.of(0, 4)), 4, false, Optional.empty(), 1);
            DocumentResult.Scored result = evaluate(assembly, plan);
            assertThat(result.picks()).extracting(Chosen::id).isEqualTo(adapted);
            assertThat(result.picks())
                    .extracting(Chosen::similarity)
                    .isEqualTo(adapted.stream()
                            .map(id -> adaptation.candidates().stream()
                                    .filter(candidate -> candidate.id() == id)
                                    .findFirst()
                                    .map(Neighbor::similarity)
                                    .orElseThrow())
                            .toList());
            return adapted;
        }
    }

    private DocumentResult.Scored evaluate(Assembly assembly, EvaluationPlan plan) throws IOException {
        ProgressLine line = new ProgressLine(System.err, false, System::nanoTime);
        try (ResultLog log = ResultLog.open(directory.resolve("results-" + built), plan.counts())) {
            new Evaluation(assembly, plan, line, RunControl.silent())
                    .run(
                            "evaluate",
                            List.of(new EvaluationArm("nn", assembly.configuration(), assembly.selector(), log)),
                            List.of(new EvaluationDocument(0, "d", "s", QUERY)));
            return (DocumentResult.Scored) log.results().get(0);
        }
    }

    @Test
    void theDefaultIsNearest() {
        assertThat(configuration().app().preselection()).hasToString("NEAREST");
        assertThat(configuration("ttt.preselection=largest-absolute").app().preselection())
                .hasToString("LARGEST_ABSOLUTE");
        assertThatThrownBy(() -> configuration("ttt.preselection=both").app())
                .isInstanceOf(ConfigException.class)
                .hasMessage("ttt.preselection (--set): found \"both\", wanted one of nearest, largest-absolute");
    }

    @Test
    void anIndexOfAnotherMetricIsRefusedBeforeAnythingElseIsOpened() {
        Configuration configuration = configuration(
                "ttt.preselection=largest-absolute", "ttt.index.metric=l2", "ttt.trainer.bytes.max-sessions=none");
        try (Assembly assembly = open(configuration)) {
            assertThatThrownBy(assembly::pipeline)
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("ttt.preselection (--set): found largest-absolute and an index of metric l2, wanted"
                            + " nearest, or an index that was built with ttt.index.metric = inner-product");
            assertThatThrownBy(assembly::trainer)
                    .as("opening the trainer would have failed first")
                    .hasMessageContaining("max-sessions");
        }
    }

    @Test
    void everyCommandThatSelectsRefusesIt() throws IOException {
        Path index = directory.resolve("l2");
        Path held = Corpora.write(directory.resolve("held.jsonl"), 3);
        String key = "ttt.preselection=largest-absolute";
        CommandRun.pure("index", "build", "--corpus", corpus, "--out", index, "--set", "ttt.index.metric=l2")
                .succeeded();
        CommandRun.pure("adapt", "--index", index, "--prompt", "a", "--set", key)
                .failed(2, "ttt.preselection (--set)", "metric l2", "inner-product");
        CommandRun.pure("eval", "--index", index, "--data", held, "--out", directory.resolve("o"), "--set", key)
                .failed(2, "ttt.preselection (--set)", "metric l2", "inner-product");
        CommandRun.pure("demo", "--out", directory.resolve("d"), "--set", key, "--set", "ttt.index.metric=l2")
                .failed(2, "ttt.preselection (--set)", "metric l2", "inner-product");
        assertThat(directory.resolve("o")).doesNotExist();
        assertThat(directory.resolve("d")).doesNotExist();
        CommandRun.pure("index", "search", index, "a", "--set", key).succeeded();
    }

    /** Document i is (1 - i / 100, sqrt(1 - (1 - i / 100)^2)), odd ones negated: the query is document 0. */
    private static final class OpposedProvider implements BackendProvider.OfEmbedder {

        @Override
        public String id() {
            return "opposed";
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public Embedder open(Settings settings) {
            return new Embedder() {
                @Override
                public Traits traits() {
                    return new Traits(2, 10, true, "f".repeat(64));
                }

                @Override
                public EmbeddingBatch embed(List<String> texts, RunControl control) {
                    float[] values = new float[2 * texts.size()];
                    for (int i = 0; i < texts.size(); i++) {
                        int number = Integer.parseInt(texts.get(i).split(" ", -1)[1]);
                        double x = 1 - number / 100.0;
                        values[2 * i] = (float) (number % 2 == 0 ? x : -x);
                        values[2 * i + 1] = (float) ((number % 2 == 0 ? 1 : -1) * Math.sqrt(1 - x * x));
                    }
                    return EmbeddingBatch.of(texts.size(), 2, values);
                }

                @Override
                public void close() {}
            };
        }
    }
}
