package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/** One line of {@code sift-golden.jsonl}, see the README beside it. */
record GoldenCase(JsonNode json) {

    private static final String FILE = "sift-golden.jsonl";
    private static final double TOLERANCE = 1e-9;

    static List<GoldenCase> all() {
        ObjectMapper mapper = new ObjectMapper();
        List<GoldenCase> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenCase.class.getResourceAsStream(FILE), FILE), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases.add(new GoldenCase(mapper.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    @Override
    public String toString() {
        return json.get("name").asText();
    }

    double lambda() {
        return json.get("lambda").asDouble();
    }

    GoldenInputs inputs() {
        JsonNode how = json.get("generator");
        return GoldenInputs.of(
                how.get("structure").asText(),
                how.get("seed").asLong(),
                how.get("m").asInt(),
                how.get("d").asInt(),
                how.get("K").asInt());
    }

    /** The problem as orders see it, under the linear kernel. */
    Problem problem() {
        return Problem.of(request(), Kernel.LINEAR, lambda());
    }

    /** The problem; the id of a candidate is its row. */
    Selector.Request request() {
        return request(json.get("N").asInt());
    }

    /** The problem with another budget. */
    Selector.Request request(int budget) {
        GoldenInputs inputs = inputs();
        assertThat(GoldenInputs.sha256(inputs.query()))
                .isEqualTo(json.get("sha256_query_f32le").asText());
        assertThat(GoldenInputs.sha256(inputs.candidates()))
                .isEqualTo(json.get("sha256_candidates_f32le").asText());
        return Selector.Request.of(inputs.query(), inputs.candidates(), budget);
    }

    /**
     * Compares by the README's rule.
     *
     * @return number of picks that were compared by index, before a tie was resolved differently
     */
    int compare(Selection found) {
        JsonNode truth = json.get("sift");
        int n = json.get("N").asInt();
        assertThat(found.picks()).hasSize(n);
        int byIndex = 0;
        boolean same = true;
        for (int step = 0; step < n; step++) {
            Pick pick = found.picks().get(step);
            assertThat(pick.uncertainty() * pick.uncertainty())
                    .as("%s: posterior variance after step %d", this, step)
                    .isCloseTo(truth.get("posterior_variance").get(step).asDouble(), within(TOLERANCE));
            if (!same) {
                continue;
            }
            byIndex++;
            if (pick.id() != truth.get("indices").get(step).asLong()) {
                assertThat(isTied(truth, step, pick.id())
                                || truth.get("gap_to_next_distinct").get(step).asDouble() <= TOLERANCE)
                        .as(
                                "%s: step %d picked %d instead of %s, which is no tie",
                                this, step, pick.id(), truth.get("indices").get(step))
                        .isTrue();
                same = false;
            }
        }
        return byIndex;
    }

    private static boolean isTied(JsonNode truth, int step, long id) {
        for (JsonNode tied : truth.get("tied_at_step").get(step)) {
            if (tied.asLong() == id) {
                return true;
            }
        }
        return false;
    }
}
