package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.SelectorContract;

class SiftSelectorTests extends SelectorContract {

    @Override
    protected Selector open() {
        return open(Map.of());
    }

    private static Selector open(Map<String, String> settings) {
        return new SiftSelectorProvider().open(Settings.of(settings));
    }

    /** One candidate equal to the query: sigma_n^2 = lambda / (n + lambda), from the formula with a constant kernel. */
    @Test
    void repeatingTheQueryItselfHasAClosedForm() {
        Selection found = open(Map.of("lambda", "0.5")).select(request(new float[] {1, 0}, 4, new float[] {1, 0}));
        for (int n = 1; n <= 4; n++) {
            assertThat(found.picks().get(n - 1).uncertainty()).isCloseTo(Math.sqrt(0.5 / (n + 0.5)), within(1e-15));
        }
    }

    @Test
    void tiesGoToTheFirstCandidate() {
        float[] a = {0.6f, 0.8f};
        assertThat(open().select(request(new float[] {1, 0}, 1, a, a, a)).ids()).containsExactly(0);
        float[] opposed = {-0.6f, -0.8f};
        assertThat(open().select(request(new float[] {1, 0}, 1, opposed, a)).ids())
                .as("an opposed vector says as much")
                .containsExactly(0);
        float[] zero = {0, 0};
        assertThat(open().select(request(new float[] {1, 0}, 2, zero, zero)).ids())
                .as("nothing to learn")
                .containsExactly(0, 0);
    }

    @Test
    void largeLambdaRepeatsTheNearestAndSmallLambdaSpreads() {
        float[][] candidates = {{0.9f, 0.43f, 0}, {0.8f, 0, 0.6f}, {0.7f, -0.7f, 0.1f}};
        float[] query = {1, 0, 0};
        assertThat(open(Map.of("lambda", "1e6"))
                        .select(request(query, 5, candidates))
                        .ids())
                .containsOnly(0);
        assertThat(open(Map.of("lambda", "1e-6"))
                        .select(request(query, 3, candidates))
                        .ids())
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void withoutReselectionEachCandidateIsPickedOnce() {
        Selector once = open(Map.of("reselect", "false", "lambda", "1e6"));
        Selection found = once.select(request(new float[] {1, 0}, 9, new float[] {1, 0}, new float[] {0, 1}));
        assertThat(found.ids()).containsExactly(0, 1);
    }

    @Test
    void settingsAreChecked() {
        for (String lambda : List.of("0", "-1", "NaN", "Infinity", "much")) {
            assertThatThrownBy(() -> open(Map.of("lambda", lambda)))
                    .as("lambda = %s", lambda)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("lambda");
        }
    }

    @Test
    void refusalsNameTheRow() {
        assertThatThrownBy(() -> open().select(request(
                        new float[] {1, 0}, 1, new float[] {1, 0}, new float[] {0, Float.NaN}, new float[] {1, 0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN in row 1 of the candidates' vectors");
    }

    static Selector.Request request(float[] query, int budget, float[]... candidates) {
        float[] rows = new float[candidates.length * query.length];
        Neighbor[] neighbors = new Neighbor[candidates.length];
        for (int i = 0; i < candidates.length; i++) {
            System.arraycopy(candidates[i], 0, rows, i * query.length, query.length);
            neighbors[i] = new Neighbor(i, 0);
        }
        return new Selector.Request(
                EmbeddingBatch.of(1, query.length, query),
                List.of(neighbors),
                EmbeddingBatch.of(candidates.length, query.length, rows),
                budget);
    }
}
