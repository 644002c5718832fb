package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.ttt4j.api.BackendException;

/** Parts of a model: which weights, that their gradients are those of the whole, and that nothing else is computed. */
class TrainableTests {

    private static final List<String> NAMES =
            List.of("wte.weight", "h.0.ln_1.bias", "h.0.mlp.c_fc.weight", "h.1.ln_1.bias", "h.11.ln_1.bias");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "false, '', -, wte.weight h.0.ln_1.bias h.0.mlp.c_fc.weight h.1.ln_1.bias h.11.ln_1.bias",
                "true, '', -, h.0.ln_1.bias h.1.ln_1.bias h.11.ln_1.bias",
                "false, '1,11', -, h.1.ln_1.bias h.11.ln_1.bias",
                "false, '0-1', c_fc, h.0.mlp.c_fc.weight",
                "false, '', ^wte, wte.weight",
                "true, ' 0 - 1', -, -",
                "true, 11, ln_, h.11.ln_1.bias"
            })
    void conditionsAddUp(boolean biases, String blocks, String pattern, String wanted) {
        if (wanted == null) {
            assertThatThrownBy(() -> Trainable.blocks(blocks)).hasMessageContaining("\" 0 - 1\"");
            return;
        }
        Trainable trainable = new Trainable(
                biases, Trainable.blocks(blocks), Optional.ofNullable(pattern).map(Pattern::compile));
        assertThat(trainable.of(NAMES)).containsExactly(wanted.split(" "));
    }

    @Test
    void whatMatchesNothingIsNamed() {
        assertThatThrownBy(() -> new Trainable(true, Set.of(), Optional.of(Pattern.compile("query"))).of(NAMES))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("a bias named like query")
                .hasMessageContaining("[wte.weight, h.N.ln_1.bias, h.N.mlp.c_fc.weight]");
        assertThatThrownBy(() -> new Trainable(false, Set.of(1, 2, 12), Optional.empty()).of(NAMES))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("layers [2, 12]")
                .hasMessageContaining("[0, 1, 11]");
        for (String text : List.of("a", "1,", "3-2", "-1", "1--2", "99999")) {
            assertThatThrownBy(() -> Trainable.blocks(text)).hasMessageContaining("\"" + text + "\"");
        }
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.FamilyGradientTests#architectures")
    void gradientsOfAPartAreThoseOfTheWhole(Architecture architecture) {
        TinyModel tiny = new TinyModel(architecture, 3);
        int[][] inputs = tiny.ids(7);
        int[][] targets = tiny.ids(7);
        Map<String, float[]> whole;
        try (LanguageModel model = tiny.open(Recipe.of(AdamW.testTime()))) {
            whole = model.gradients(inputs, targets);
        }
        List<Trainable> parts = new ArrayList<>();
        parts.add(new Trainable(false, Set.of(0), Optional.empty()));
        parts.add(new Trainable(false, Set.of(1), Optional.of(Pattern.compile("weight"))));
        parts.add(named(Pattern.quote(architecture.head())));
        parts.add(named("(ln_|norm)"));
        parts.add(named("^(wpe|wte|embed)"));
        if (architecture.parameters().keySet().stream().anyMatch(name -> name.endsWith(".bias"))) {
            parts.add(new Trainable(true, Set.of(), Optional.empty()));
        }
        for (Trainable part : parts) {
            try (LanguageModel model = tiny.open(Recipe.of(AdamW.testTime(), part, false))) {
                Map<String, float[]> gradients = model.gradients(inputs, targets);
                Set<String> chosen = part.of(tiny.weights.keySet());
                assertThat(gradients).hasSize(chosen.size() + 1);
                for (String name : chosen) {
                    assertThat(largestDifference(gradients.get(name), whole.get(name)))
                            .as(part + " " + name)
                            .isLessThan(2e-6); // TensorFlow fuses differently where less is asked of it
                }
                model.step(inputs, targets, 1, 1e-3);
                Map<String, float[]> moved = tiny.values(model);
                tiny.weights.forEach((name, base) -> {
                    float[] now = moved.get(name);
                    if (chosen.contains(name)) {
                        assertThat(now).as(part + " " + name).isNotEqualTo(base);
                    } else {
                        assertThat(now).as(part + " " + name).isEqualTo(base);
                    }
                });
                model.reset();
                tiny.values(model)
                        .forEach((name, now) ->
                                assertThat(now).as(part + " " + name).isEqualTo(tiny.weights.get(name)));
            }
        }
    }

    @Test
    void whatStaysHasNoGradientMomentsOrUpdate() {
        Gpt2 config = new Gpt2(4, 12, 3, 40, 9, 17, 1e-5f, 16);
        Recipe last = Recipe.of(AdamW.testTime(), new Trainable(false, Set.of(3), Optional.empty()), false);
        List<String> whole = operations(config, Recipe.of(AdamW.testTime()));
        List<String> part = operations(config, last);
        assertThat(part.stream().filter("ResourceApplyAdam"::equals)).hasSize(12);
        assertThat(part.stream().filter("VarHandleOp"::equals))
                .hasSize(config.parameters().size() + 3 * 12);
        // Each block has 4 linear layers: 2 products back in each, and none below the trained block.
        assertThat(whole.stream().filter("MatMul"::equals)).hasSize(2 + 2 + 4 * 4 * 3);
        assertThat(part.stream().filter("MatMul"::equals)).hasSize(2 + 1 + 4 * 4 + 4 * 2);
        assertThat(part.stream().filter("BiasAddGrad"::equals)).hasSize(4);
        assertThat(part.stream().filter("TensorScatterAdd"::equals)).isEmpty();
    }

    private static double largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static Trainable named(String pattern) {
        return new Trainable(false, Set.of(), Optional.of(Pattern.compile(pattern)));
    }

    private static List<String> operations(Architecture architecture, Recipe recipe) {
        List<String> types = new ArrayList<>();
        try (Graph graph = new Graph()) {
            Map<String, BaseWeight> base = SharedGraph.base(graph, architecture, Lora.NONE);
            new ModelGraph(graph, base, "model", architecture, Lora.NONE, recipe);
            for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
                types.add(all.next().type());
            }
        }
        return types;
    }
}
