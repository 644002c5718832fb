package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectCommandTests {

    @TempDir
    private Path directory;

    private Path query;
    private Path candidates;

    @BeforeEach
    void files() throws IOException {
        query = VectorFixture.npy(directory.resolve("q.npy"), new float[] {1, 0});
        candidates = VectorFixture.npy(
                directory.resolve("x.npy"), new float[] {0, 1}, new float[] {1, 0}, new float[] {0.75f, 0.5f});
    }

    private CommandRun select(Object... more) {
        return run(query, candidates, more);
    }

    private static CommandRun run(Path query, Path candidates, Object... more) {
        List<Object> words = new ArrayList<>(List.of("select", "--query", query, "--candidates", candidates));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private static List<Integer> indices(JsonNode json) {
        List<Integer> indices = new ArrayList<>();
        json.get("indices").forEach(index -> indices.add(index.intValue()));
        return indices;
    }

    @Test
    void jsonHasTheIssuesForm() {
        JsonNode json = select("--lambda", 0.25, "--n", 2, "--json").json();
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsExactly("indices", "posterior_variance", "stopped_after", "seconds");
        assertThat(indices(json)).containsExactly(1, 1);
        // After n observations of the query itself with noise lambda: 1 - n / (n + lambda).
        assertThat(json.at("/posterior_variance/0").doubleValue()).isCloseTo(1 - 1 / 1.25, within(1e-12));
        assertThat(json.at("/posterior_variance/1").doubleValue()).isCloseTo(1 - 2 / 2.25, within(1e-12));
        assertThat(json.get("stopped_after").intValue()).isEqualTo(2);
        assertThat(json.get("seconds").doubleValue()).isBetween(0.0, 10.0);
    }

    @Test
    void theTableSaysRowSimilarityAndUncertainty() {
        String text = select("--lambda", 0.25, "--n", 2).succeeded().out();
        assertThat(text.lines().map(line -> line.strip().replaceAll(" +", " ")).limit(4))
                .containsExactly("RANK ROW SIMILARITY UNCERTAINTY", "1 1 1.00000 0.447214", "2 1 1.00000 0.333333", "");
        assertThat(text)
                .containsPattern(
                        "\nsift: 2 picks \\(1 different\\) of 3 candidates in \\S+ ms, uncertainty 1 -> 0.3333\n$");
    }

    @Test
    void numbersAreRoundedToWhatPeopleRead() {
        assertThat(SelectionView.rounded(1)).isEqualTo("1");
        assertThat(SelectionView.rounded(0)).isEqualTo("0");
        assertThat(SelectionView.rounded(1 / 3.0)).isEqualTo("0.3333");
        assertThat(SelectionView.rounded(123456)).isEqualTo("123500");
        assertThat(SelectionView.rounded(1.23456e-9)).isEqualTo("1.235E-9");
        assertThat(SelectionView.rounded(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    }

    @Test
    void anySelectorCanBeNamed() {
        assertThat(indices(select("--selector", "nn", "--n", 3, "--json").json()))
                .containsExactly(1, 2, 0);
        assertThat(indices(select("--set", "ttt.selector.use=nn", "--n", 2, "--json")
                        .json()))
                .containsExactly(1, 2);
        CommandRun drawn = select("--selector", "kmeans++", "--set", "ttt.selector.kmeans++.seed=3", "--n", 2);
        assertThat(drawn.succeeded().out()).contains("kmeans++: 2 picks of 3 candidates");
    }

    @Test
    void severalQueryRowsAreOneQuery() throws IOException {
        Path two = VectorFixture.npy(directory.resolve("q2.npy"), new float[] {1, 0}, new float[] {0, 1});
        JsonNode json =
                run(two, candidates, "--n", 1, "--lambda", 0.25, "--json").json();
        // (0, 1) and (1, 0) explain 1 / 1.25 of the two variances, (0.75, 0.5) less; ties go to the first.
        assertThat(indices(json)).containsExactly(0);
        assertThat(json.at("/posterior_variance/0").doubleValue()).isCloseTo(2 - 1 / 1.25, within(1e-12));
        String table =
                run(two, candidates, "--n", 3, "--selector", "nn").succeeded().out();
        assertThat(table).as("mean inner product").containsPattern("1 +2 +0\\.625000 ");
    }

    @Test
    void fewerPicksThanWantedAreExplained() {
        assertThat(select("--n", 9, "--selector", "nn").succeeded().out())
                .contains("nn: 3 picks of 3 candidates", "wanted 9, but there are no more candidates");
        CommandRun alpha = select("--n", 9, "--lambda", 0.25, "--alpha", 1);
        // sigma_n = sqrt(1 / (4 n + 1)) stays below 1 / n up to n = 4.
        assertThat(alpha.succeeded().out())
                .contains(
                        "4 picks (1 different) of 3",
                        "wanted 9, stopped because pick 5 would leave an uncertainty above 1/(alpha n) = 0.2\n");
        assertThat(select("--n", 9, "--lambda", 0.25, "--alpha", 1, "--json")
                        .json()
                        .get("stopped_after")
                        .intValue())
                .isEqualTo(4);
        assertThat(select("--n", 9, "--lambda", 0.25, "--target-uncertainty", 0.4)
                        .succeeded()
                        .out())
                .contains("2 picks", "wanted 9, stopped at the target uncertainty 0.4\n");
        assertThat(select("--n", 9, "--set", "ttt.selector.sift.max=3")
                        .succeeded()
                        .out())
                .contains("3 picks", "wanted 9, stopped at the key max");
        assertThat(select("--n", 9, "--alpha", 1000, "--lambda", 5).succeeded().out())
                .startsWith("sift: 0 picks of 3 candidates in ")
                .contains("because pick 1 would leave an uncertainty above 1/(alpha n) = 0.001\n");
    }

    @Test
    void noCandidatesGiveAnEmptySelection() throws IOException {
        Path none = VectorFixture.noRows(directory.resolve("none.npy"), 2);
        CommandRun json = run(query, none, "--json");
        assertThat(indices(json.json())).isEmpty();
        assertThat(json.json().get("stopped_after").intValue()).isZero();
        assertThat(json.err()).isEqualTo("ttt: " + none + " has no rows, so nothing was selected\n");
        assertThat(run(query, none, "--selector", "nn").succeeded().out())
                .contains("nn: 0 picks of 0 candidates", "wanted 50, but there was nothing to pick from");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--n=0                    | 2 | found --n 0, wanted a number in [1, 1000000]",
                "--n=many                 | 2 | 'many' is not an int",
                "--lambda=0               | 2 | ttt.selector.sift.lambda (--lambda): found",
                "--lambda=-1              | 2 | ttt.selector.sift.lambda (--lambda): found \"-1\", wanted a",
                "--lambda=much            | 2 | ttt.selector.sift.lambda (--lambda): found \"much\", wanted a number",
                "--alpha=0                | 2 | ttt.selector.sift.alpha (--alpha): found",
                "--alpha=-2               | 2 | ttt.selector.sift.alpha (--alpha): found \"-2\", wanted a",
                "--target-uncertainty=-1  | 2 | ttt.selector.sift.target-uncertainty (--target-uncertainty): found",
                "--selector=best          | 2 | ttt.selector.use = best (--selector): no such backend; on the module path are [",
            })
    void wrongOptionsAreOneSentence(String option, int code, String sentence) {
        select(option).failed(code, sentence);
    }

    @Test
    void assignmentsWinOverOptions() {
        JsonNode json = select("--lambda", "7", "--set", "ttt.selector.sift.lambda=0.25", "--n", 1, "--json")
                .json();
        assertThat(json.at("/posterior_variance/0").doubleValue()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void wrongFilesAreOneSentence() throws IOException {
        CommandRun.of("select").failed(2, "Missing required option: '--query=FILE'", "ttt select --help");
        CommandRun.of("select", "--query", query).failed(2, "Missing required option: '--candidates=FILE'");
        Path none = directory.resolve("no.npy");
        run(none, candidates).failed(1, none + ": no such file or directory");
        run(query, directory).failed(1, directory + ": is a directory, wanted a .npy or .fvecs file");
        Path wide = VectorFixture.npy(directory.resolve("wide.npy"), new float[] {1, 0, 0});
        run(query, wide)
                .failed(1, "found vectors of dimension 2 in " + query + " and 3 in " + wide, "wanted equal dimensions");
        Path noQuery = VectorFixture.noRows(directory.resolve("nq.npy"), 2);
        run(noQuery, candidates).failed(1, noQuery + ": has no rows, wanted at least one query vector");
        Path cut = directory.resolve("cut.npy");
        byte[] whole = Files.readAllBytes(candidates);
        Files.write(cut, Arrays.copyOf(whole, whole.length - 1));
        run(query, cut).failed(1, cut + ": found 23 bytes of values, wanted 3 x 2 values of 4 bytes", "cut short");
    }

    @Test
    void whatIsNotFiniteIsNamedByFileRowAndComponent() throws IOException {
        float[][] rows = VectorFixture.rows(5, 2, 1);
        rows[3][1] = Float.NaN;
        Path nan = VectorFixture.npy(directory.resolve("nan.npy"), rows);
        run(query, nan).failed(1, nan + ": found NaN in row 3, component 1, wanted finite numbers");
        rows[0][0] = Float.NEGATIVE_INFINITY;
        VectorFixture.npy(nan, rows);
        run(nan, candidates).failed(1, nan + ": found -Infinity in row 0, component 0, wanted finite numbers");
    }

    @Test
    void aSelectionIsTheSameInEveryRun() throws IOException {
        Path many = VectorFixture.npy(directory.resolve("many.npy"), VectorFixture.rows(300, 24, 2));
        Path of = VectorFixture.npy(directory.resolve("of.npy"), VectorFixture.rows(2, 24, 3));
        JsonNode first = run(of, many, "--json").json();
        JsonNode second = run(of, many, "--json").json();
        assertThat(first.get("stopped_after").intValue()).isEqualTo(50);
        assertThat(second.get("indices")).isEqualTo(first.get("indices"));
        assertThat(second.get("posterior_variance")).isEqualTo(first.get("posterior_variance"));
    }
}
