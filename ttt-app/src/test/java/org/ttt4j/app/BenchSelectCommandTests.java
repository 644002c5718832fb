package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiny shapes; never how long something took. */
class BenchSelectCommandTests {

    private static CommandRun bench(Object... more) {
        return bench(new Stop(), more);
    }

    private static CommandRun bench(Stop stop, Object... more) {
        List<Object> words = new ArrayList<>(List.of("bench", "select", "--queries", 3, "--rounds", 2, "--warm-up", 0));
        words.addAll(List.of(more));
        return CommandRun.of(stop, words.toArray());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void jsonHasOneResultPerCombination() {
        JsonNode json = bench("--k", "9,20", "--n", "4,4,30", "--dim", 6, "--threads", "2,1", "--seed", 5, "--json")
                .json();
        assertThat(names(json)).containsExactly("results", "machine", "manifest");
        assertThat(json.get("results")).hasSize(8);
        List<String> shapes = new ArrayList<>();
        for (JsonNode row : json.get("results")) {
            assertThat(names(row))
                    .containsExactly(
                            "selector",
                            "k",
                            "n",
                            "dim",
                            "threads",
                            "queries",
                            "rounds",
                            "picks",
                            "different_picks",
                            "ms_best",
                            "ms_median",
                            "ms_p90",
                            "queries_per_second",
                            "speed_up",
                            "column_gflops",
                            "share_of_limit",
                            "bytes_per_query");
            shapes.add(row.get("k") + " " + row.get("n") + " " + row.get("threads"));
            assertThat(row.get("selector").textValue()).isEqualTo("sift");
            assertThat(row.get("dim").intValue()).isEqualTo(6);
            assertThat(row.get("picks").doubleValue()).isEqualTo(row.get("n").doubleValue());
            assertThat(row.get("different_picks").doubleValue())
                    .isBetween(
                            1.0,
                            Math.min(row.get("k").doubleValue(), row.get("n").doubleValue()));
            double median = row.get("ms_median").doubleValue();
            assertThat(row.get("ms_best").doubleValue()).isPositive().isLessThanOrEqualTo(median);
            assertThat(row.get("ms_p90").doubleValue()).isGreaterThanOrEqualTo(median);
            assertThat(row.get("bytes_per_query").doubleValue()).isPositive();
            double perSecond = row.get("queries_per_second").doubleValue();
            double operations = 2
                    * (row.get("different_picks").doubleValue() + 1)
                    * row.get("k").intValue()
                    * 6;
            assertThat(row.get("column_gflops").doubleValue())
                    .isCloseTo(operations * perSecond / 1e9, withinPercentage(1e-6));
        }
        assertThat(shapes)
                .containsExactly("9 4 2", "9 4 1", "9 30 2", "9 30 1", "20 4 2", "20 4 1", "20 30 2", "20 30 1");
        assertThat(json.at("/results/1/speed_up").doubleValue()).isEqualTo(1);
        assertThat(json.at("/results/0/speed_up").doubleValue())
                .isCloseTo(
                        json.at("/results/0/queries_per_second").doubleValue()
                                / json.at("/results/1/queries_per_second").doubleValue(),
                        within(1e-9));
        JsonNode machine = json.get("machine");
        assertThat(names(machine)).containsExactly("processor", "processors", "load_average", "limits");
        assertThat(machine.get("limits")).hasSize(2);
        assertThat(machine.at("/limits/0/threads").intValue()).isEqualTo(2);
        assertThat(machine.at("/limits/0/multiply_add_gflops").doubleValue()).isPositive();
        assertThat(machine.at("/limits/1/read_gb_per_second").doubleValue()).isPositive();
        assertThat(machine.at("/limits/1/read_bytes").longValue()).isBetween(1L << 20, 256L << 20);
        assertThat(json.at("/manifest/seeds/queries").intValue()).isEqualTo(5);
        assertThat(json.at("/manifest/command/2").textValue()).isEqualTo("select");
    }

    @Test
    void settingsReachEverySelectorNamed() {
        JsonNode json = bench(
                        "--k",
                        20,
                        "--n",
                        8,
                        "--dim",
                        6,
                        "--selector",
                        "sift,nn,nn-f",
                        "--lambda",
                        "1e9",
                        "--set",
                        "ttt.selector.nn.max=2",
                        "--json")
                .json();
        assertThat(json.at("/results/0/different_picks").doubleValue())
                .as("repeats the nearest")
                .isEqualTo(1);
        assertThat(json.at("/results/1/selector").textValue()).isEqualTo("nn");
        assertThat(json.at("/results/1/picks").doubleValue()).isEqualTo(2);
        assertThat(json.at("/results/2/different_picks").doubleValue()).isEqualTo(1);
        assertThat(json.at("/manifest/backends/selector")).hasSize(3);
        assertThat(json.at("/manifest/config/ttt.selector.sift.lambda").textValue())
                .isEqualTo("1e9");
    }

    @Test
    void peopleGetATable() {
        String text = bench("--k", 9, "--n", 4, "--dim", 6, "--threads", 2)
                .succeeded()
                .out();
        List<String> lines = text.lines().toList();
        assertThat(lines.get(0).replaceAll(" +", " "))
                .isEqualTo("SELECTOR K N D THREADS BEST MS MEDIAN P90 QUERIES/S SPEED-UP GFLOP/S OF LIMIT KIB/QUERY");
        assertThat(lines.get(1)).matches("sift +9 +4 +6 +2( +\\d+\\.\\d{3}){3} +\\d+ +- +\\d+\\.\\d +\\d+% +\\d+");
        assertThat(text)
                .contains(
                        "milliseconds per query over 2 x 3 queries; ", "limits of 2 threads: ", "load average before");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--k=0                 | 2 | found --k 0, wanted numbers in [1, 1000000]",
                "--k=200,-1            | 2 | found --k -1, wanted numbers in [1, 1000000]",
                "--k=many              | 2 | 'many' is not an int",
                "--k=                  | 2 | '' is not an int",
                "--n=0                 | 2 | found --n 0, wanted numbers in [1, 1000000]",
                "--dim=65537           | 2 | found --dim 65537, wanted numbers in [1, 65536]",
                "--threads=0           | 2 | found --threads 0, wanted numbers in [1, 1024]",
                "--queries=0           | 2 | found --queries 0, wanted numbers in [1, 10000]",
                "--rounds=0            | 2 | found --rounds 0, wanted numbers in [1, 1000]",
                "--warm-up=-1          | 2 | found --warm-up -1.0, wanted seconds in [0, 3600]",
                "--warm-up=NaN         | 2 | found --warm-up NaN, wanted seconds in [0, 3600]",
                "--lambda=0            | 2 | ttt.selector.sift.lambda (--lambda): found",
                "--selector=sift,best  | 2 | ttt.selector.use = best (--selector): no such backend; on the module path",
            })
    void wrongOptionsAreOneSentence(String option, int code, String sentence) {
        List<String> words = List.of("bench", "select", option);
        CommandRun.of(words.toArray()).failed(code, sentence);
    }

    @Test
    void vectorsThatDoNotFitAreRefusedBeforeAnythingIsMade() {
        CommandRun.of("bench", "select", "--k", 1_000_000, "--dim", 65536)
                .failed(
                        2,
                        "found --k 1000000 --dim 65536, which are 65536000000 components, wanted at most 1073741824");
        CommandRun.of("bench", "select", "--k", 1_000_000, "--dim", 1024, "--queries", 10_000)
                .failed(
                        1,
                        "found --k 1000000 --dim 1024 --queries 10000, whose 39062500 MiB of vectors do not fit into a heap of",
                        "wanted fewer queries, or more heap");
    }

    @Test
    void aStopEndsIt() {
        Stop stop = new Stop();
        stop.request(130);
        bench(stop, "--k", 9).failed(130, "ttt: stopped");
    }
}
