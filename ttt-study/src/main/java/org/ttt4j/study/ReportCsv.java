package org.ttt4j.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All numbers of a study as comma-separated values (RFC 4180), one observation per row. Thread-safe. */
final class ReportCsv {

    private ReportCsv() {}

    /** Every arm of a study of streams. */
    static String streams(StreamFigures figures) {
        StringBuilder csv = new StringBuilder();
        line(
                csv,
                List.of(
                        "arm",
                        "series",
                        "streams",
                        "bits_per_byte",
                        "percent_of_first",
                        "percent_of_first_low",
                        "percent_of_first_high",
                        "flops_per_byte",
                        "seconds"));
        for (StreamFigures.Arm arm : figures.arms()) {
            line(
                    csv,
                    List.of(
                            arm.name(),
                            arm.series(),
                            String.valueOf(arm.streams()),
                            number(arm.bitsPerByte()),
                            number(arm.percentOfFirst()),
                            low(arm.interval()),
                            high(arm.interval()),
                            number(arm.flopsPerByte()),
                            number(arm.seconds())));
        }
        return csv.toString();
    }

    /** Every arm, domain and count. A domain named like the total is told from it by the column {@code total}. */
    static String summary(ReportData data) {
        StringBuilder csv = new StringBuilder();
        line(
                csv,
                List.of(
                        "arm",
                        "method",
                        "total",
                        "domain",
                        "neighbors",
                        "documents",
                        "sources",
                        "bits_per_byte",
                        "bits_per_byte_low",
                        "bits_per_byte_high",
                        "percent_of_base",
                        "percent_of_base_low",
                        "percent_of_base_high",
                        "byte_perplexity",
                        "token_perplexity",
                        "word_perplexity"));
        for (ReportData.Shown arm : data.arms()) {
            arm.summary().domains().forEach((domain, line) -> cells(csv, data, arm, "no", domain, line));
            cells(csv, data, arm, "yes", ReportTables.ALL, arm.summary().total());
        }
        return csv.toString();
    }

    private static void cells(
            StringBuilder csv, ReportData data, ReportData.Shown arm, String total, String domain, SummaryLine line) {
        for (int column = 0; column < line.cells().size(); column++) {
            SummaryCell cell = line.cells().get(column);
            line(
                    csv,
                    List.of(
                            arm.name(),
                            arm.method().id(),
                            total,
                            domain,
                            String.valueOf(data.counts().get(column)),
                            String.valueOf(line.documents()),
                            String.valueOf(line.groups()),
                            number(cell.bitsPerByte()),
                            low(cell.interval()),
                            high(cell.interval()),
                            number(cell.percentOfBase()),
                            low(cell.percentInterval()),
                            high(cell.percentInterval()),
                            number(cell.bytePerplexity()),
                            number(cell.tokenPerplexity()),
                            number(cell.wordPerplexity())));
        }
    }

    /** Every arm and count over all documents: weighted total, share improved, cost without time. */
    static String arms(ReportData data) {
        StringBuilder csv = new StringBuilder();
        line(
                csv,
                List.of(
                        "arm",
                        "method",
                        "neighbors",
                        "weighted_bits_per_byte",
                        "weighted_low",
                        "weighted_high",
                        "weighted_percent_of_base",
                        "improved",
                        "rank_correlation",
                        "neighbors_used",
                        "tokens_trained",
                        "flops",
                        "failures"));
        for (ReportData.Shown arm : data.arms()) {
            ArmSummary summary = arm.summary();
            for (int column = 0; column <= data.last(); column++) {
                Optional<Interval> interval = summary.weighted().intervals().get(column);
                Cost cost = summary.cost().get(column);
                line(
                        csv,
                        List.of(
                                arm.name(),
                                arm.method().id(),
                                String.valueOf(data.counts().get(column)),
                                number(summary.weighted().bitsPerByte().get(column)),
                                low(interval),
                                high(interval),
                                number(summary.weighted().percentOfBase().get(column)),
                                number(summary.improved().get(column)),
                                number(summary.rankCorrelation().get(column)),
                                number(summary.used().get(column)),
                                String.valueOf(cost.trainedTokens()),
                                number(cost.flops()),
                                String.valueOf(summary.failures().size())));
            }
        }
        return csv.toString();
    }

    /** Every arm against every other at the same count, over all documents. */
    static String differences(ReportData data) {
        StringBuilder csv = new StringBuilder();
        line(
                csv,
                List.of(
                        "first",
                        "second",
                        "neighbors",
                        "documents",
                        "sources",
                        "difference",
                        "low",
                        "high",
                        "better",
                        "worse"));
        for (ReportData.Shown first : data.arms()) {
            for (ReportData.Shown second : data.arms()) {
                for (int column = 1; column <= data.last() && second.number() > first.number(); column++) {
                    PairedDifference found = data.summary().difference(first.name(), second.name(), column);
                    line(
                            csv,
                            List.of(
                                    first.name(),
                                    second.name(),
                                    String.valueOf(data.counts().get(column)),
                                    String.valueOf(found.documents()),
                                    String.valueOf(found.groups()),
                                    number(found.difference()),
                                    low(found.interval()),
                                    high(found.interval()),
                                    number(found.better()),
                                    number(found.worse())));
                }
            }
        }
        return csv.toString();
    }

    /** Seconds per arm and stage, summed over all lines: the only file with times. */
    static String seconds(ReportData data) {
        StringBuilder csv = new StringBuilder();
        line(csv, List.of("arm", "stage", "seconds", "lines"));
        for (ReportData.Shown arm : data.arms()) {
            String lines = String.valueOf(data.scored(arm).size());
            for (Map.Entry<String, Double> stage : new TreeMap<>(arm.summary().seconds()).entrySet()) {
                line(csv, List.of(arm.name(), stage.getKey(), number(stage.getValue()), lines));
            }
        }
        return csv.toString();
    }

    private static void line(StringBuilder csv, List<String> fields) {
        csv.append(String.join(",", fields.stream().map(ReportCsv::field).toList()))
                .append("\r\n");
    }

    private static String field(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** Nine significant digits, the same on every Java; empty for what is not a number. */
    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(9)).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private static String low(Optional<Interval> interval) {
        return interval.map(range -> number(range.low())).orElse("");
    }

    private static String high(Optional<Interval> interval) {
        return interval.map(range -> number(range.high())).orElse("");
    }
}
