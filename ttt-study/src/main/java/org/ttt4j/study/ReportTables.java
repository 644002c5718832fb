package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ttt4j.study.ReportTable.Cell;
import org.ttt4j.study.ReportTable.Mark;

/** The tables of a report. None but {@link #seconds} tells times, so that the same results make the same tables. Thread-safe. */
final class ReportTables {

    /** Row of all documents, every byte having equal rights. */
    static final String ALL = "all documents";

    private static final String INTERVALS =
            "Intervals hold 90% of 2000 resamples of whole sources (documents of one source are drawn together).";
    private static final String NO_INTERVAL = "A domain of a single source has no interval.";

    private ReportTables() {}

    /** Domains against arms at the largest count: percent of the base model's bits. */
    static ReportTable domains(ReportData data) {
        int column = data.last();
        boolean same = data.sameBase();
        List<String> header = new ArrayList<>(List.of("domain"));
        if (same) {
            header.add("base, bits per byte");
        }
        data.arms().forEach(arm -> header.add(arm.name()));
        ReportTable table = ReportTable.of(
                "domains",
                "Every domain with " + ReportData.neighbors(data.counts().get(column)),
                List.of(
                        same
                                ? "Bits in percent of the model as it is: lower is better, above 100 is worse than"
                                        + " doing nothing."
                                : "Bits per byte, because arms begin with different models, and in percent of what"
                                        + " each model begins with: lower is better, above 100 is worse than doing"
                                        + " nothing.",
                        "Bold is the best of its row; ≈ cannot be told from it (the 90% interval of the paired"
                                + " difference holds 0, or there are fewer than " + PairedDifference.FEWEST_GROUPS
                                + " sources); all others are worse beyond chance, where there is an interval. The"
                                + " weighted row is not tested.",
                        same ? INTERVALS + " " + NO_INTERVAL : INTERVALS),
                header);
        for (String domain : data.domains()) {
            table.add(false, row(data, domain, column));
        }
        table.add(true, row(data, "", column));
        if (data.study().domains().size() > 1) {
            table.add(true, weighted(data, column));
        }
        return table;
    }

    private static List<Cell> row(ReportData data, String domain, int column) {
        List<ReportData.Shown> arms = data.arms();
        SummaryLine first = line(arms.get(0), domain);
        List<Cell> cells = new ArrayList<>(List.of(Cell.of(domain.isEmpty() ? ALL : domain, size(first))));
        if (data.sameBase()) {
            cells.add(Cell.of(Numbers.bits(first.cells().get(0).bitsPerByte())));
        }
        int best = lowest(arms, arm -> line(arm, domain).cells().get(column).bitsPerByte());
        for (int i = 0; i < arms.size(); i++) {
            SummaryCell cell = line(arms.get(i), domain).cells().get(column);
            Mark mark = i == best ? Mark.BEST : Mark.NONE;
            if (i != best) {
                PairedDifference difference = data.summary()
                        .difference(arms.get(i).name(), column, arms.get(best).name(), column, domain);
                mark = difference.interval().isPresent() && !difference.significant() ? Mark.TIED : Mark.NONE;
            }
            cells.add(cell(data, cell.bitsPerByte(), cell.percentOfBase(), cell.percentInterval(), mark));
        }
        return cells;
    }

    private static Cell cell(ReportData data, double bits, double percent, Optional<Interval> interval, Mark mark) {
        return data.sameBase()
                ? new Cell(Numbers.percent(percent), Numbers.percent(interval), mark)
                : new Cell(Numbers.bits(bits), Numbers.percent(percent) + "% of its base", mark);
    }

    private static String size(SummaryLine line) {
        return line.documents()
                + (line.documents() == 1 ? " document, " : " documents, ")
                + line.groups()
                + (line.groups() == 1 ? " source" : " sources");
    }

    private static List<Cell> weighted(ReportData data, int column) {
        List<ReportData.Shown> arms = data.arms();
        WeightedTotal first = arms.get(0).summary().weighted();
        List<Cell> cells = new ArrayList<>(List.of(Cell.of("weighted by domain")));
        if (data.sameBase()) {
            cells.add(Cell.of(Numbers.bits(first.bitsPerByte().get(0))));
        }
        int best = lowest(arms, arm -> arm.summary().weighted().bitsPerByte().get(column));
        for (int i = 0; i < arms.size(); i++) {
            WeightedTotal total = arms.get(i).summary().weighted();
            cells.add(cell(
                    data,
                    total.bitsPerByte().get(column),
                    total.percentOfBase().get(column),
                    total.percentIntervals().get(column),
                    i == best ? Mark.BEST : Mark.NONE));
        }
        return cells;
    }

    private static SummaryLine line(ReportData.Shown arm, String domain) {
        return domain.isEmpty()
                ? arm.summary().total()
                : arm.summary().domains().get(domain);
    }

    private static int lowest(List<ReportData.Shown> arms, ToDoubleFunction<ReportData.Shown> value) {
        return IntStream.range(0, arms.size())
                .boxed()
                .min(Comparator.comparingDouble(i -> value.applyAsDouble(arms.get(i))))
                .orElse(-1);
    }

    /** Arms against counts: percent of the base model's bits, over all documents. */
    static ReportTable counts(ReportData data) {
        List<String> header = new ArrayList<>(List.of("arm"));
        data.counts().stream().skip(1).forEach(count -> header.add(String.valueOf(count)));
        header.addAll(List.of("best at", "documents improved"));
        ReportTable table = ReportTable.of(
                "counts",
                "Every number of neighbours",
                List.of(
                        (data.sameBase()
                                        ? "Bits of all documents in percent of the model as it is, with 90% intervals;"
                                        : "Bits per byte of all documents, and percent of what each arm's model begins"
                                                + " with;")
                                + " bold is the best of its column.",
                        "The last column is the share of documents with fewer bits than before at the largest count."),
                header);
        for (ReportData.Shown arm : data.arms()) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(arm.name())));
            for (int column = 1; column <= data.last(); column++) {
                int at = column;
                int best = lowest(data.arms(), other -> other.total(at).bitsPerByte());
                SummaryCell cell = arm.total(column);
                cells.add(cell(
                        data,
                        cell.bitsPerByte(),
                        cell.percentOfBase(),
                        cell.percentInterval(),
                        best == arm.number() ? Mark.BEST : Mark.NONE));
            }
            cells.add(Cell.of(
                    arm.method().usesNeighbors()
                            ? String.valueOf(data.counts().get(arm.summary().bestColumn()))
                            : ""));
            cells.add(Cell.of(Numbers.percent(100 * arm.summary().improved().get(data.last())) + "%"));
            table.add(false, cells);
        }
        return table;
    }

    /** Each arm against the reference at the same count; empty without a second arm. */
    static Optional<ReportTable> differences(ReportData data) {
        if (data.arms().size() < 2) {
            return Optional.empty();
        }
        ReportData.Shown reference = data.reference().orElseThrow();
        List<String> header = new ArrayList<>(List.of("arm"));
        data.counts().stream().skip(1).forEach(count -> header.add(String.valueOf(count)));
        header.add("better on");
        ReportTable table = ReportTable.of(
                "differences",
                "Against " + reference.name(),
                List.of(
                        "Bits per byte of each arm minus those of " + reference.name()
                                + " with as many neighbours, on the same documents: below 0 is better.",
                        "▲ better and ▼ worse beyond chance: the 90% interval of the paired difference, drawn by"
                                + " sources, leaves out 0, and there are at least " + PairedDifference.FEWEST_GROUPS
                                + " sources.",
                        "The last column is the share of documents with fewer bits than with " + reference.name()
                                + " at the largest count."),
                header);
        for (ReportData.Shown arm : data.arms()) {
            if (arm.number() != reference.number()) {
                table.add(false, differences(data, arm, reference));
            }
        }
        return Optional.of(table);
    }

    private static List<Cell> differences(ReportData data, ReportData.Shown arm, ReportData.Shown reference) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.of(arm.name())));
        PairedDifference last = null;
        for (int column = 1; column <= data.last(); column++) {
            PairedDifference found = data.summary().difference(arm.name(), reference.name(), column);
            Mark better = found.difference() < 0 ? Mark.BETTER : Mark.WORSE;
            cells.add(new Cell(
                    Numbers.difference(found.difference()),
                    Numbers.differences(found.interval()),
                    found.significant() ? better : Mark.NONE));
            last = found;
        }
        cells.add(Cell.of(last == null ? "" : Numbers.percent(100 * last.better()) + "%"));
        return cells;
    }

    /** The usual measures of language models at the largest count. */
    static ReportTable measures(ReportData data) {
        ReportTable table = ReportTable.of(
                "measures",
                "Bits and perplexities",
                List.of("With " + ReportData.neighbors(data.counts().get(data.last()))
                        + ", over all documents: ratios of sums. Token perplexities compare only where the tokenizer"
                        + " is the same."),
                List.of("arm", "bits per byte", "byte perplexity", "token perplexity", "word perplexity"));
        double before = Double.NaN;
        for (ReportData.Shown arm : data.arms()) { // of each model once
            double base = arm.total(0).bitsPerByte();
            if (!ReportData.same(base, before)) {
                table.add(false, measures(data.sameBase() ? "base" : "base of " + arm.name(), arm.total(0)));
            }
            before = base;
        }
        data.arms().forEach(arm -> table.add(false, measures(arm.name(), arm.total(data.last()))));
        return table;
    }

    private static List<Cell> measures(String name, SummaryCell cell) {
        return List.of(
                Cell.of(name),
                Cell.of(Numbers.bits(cell.bitsPerByte()), Numbers.bits(cell.interval())),
                Cell.of(Numbers.decimals(3, cell.bytePerplexity())),
                Cell.of(Numbers.significant(cell.tokenPerplexity())),
                Cell.of(Numbers.significant(cell.wordPerplexity())));
    }

    /** What a document costs, apart from time. */
    static ReportTable costs(ReportData data) {
        ReportTable table = ReportTable.of(
                "costs",
                "What a document costs",
                List.of("Means per document with "
                        + ReportData.neighbors(data.counts().get(data.last()))
                        + ", apart from scoring; operations are an estimate from the number of parameters."),
                List.of("arm", "neighbours used", "tokens trained", "GFLOP", "failures", "neighbours excluded"));
        for (ReportData.Shown arm : data.arms()) {
            Cost cost = arm.summary().cost().get(data.last());
            table.add(
                    false,
                    List.of(
                            Cell.of(arm.name()),
                            Cell.of(Numbers.decimals(1, arm.summary().used().get(data.last()))),
                            Cell.of(Numbers.count(cost.trainedTokens())),
                            Cell.of(Numbers.significant(cost.flops() / 1e9)),
                            Cell.of(String.valueOf(arm.summary().failures().size())),
                            Cell.of(Numbers.count(arm.summary().excluded().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum()))));
        }
        return table;
    }

    /** Mean seconds per line and stage; empty if no time was measured. */
    static Optional<ReportTable> seconds(ReportData data) {
        TreeSet<String> stages = new TreeSet<>();
        data.arms().forEach(arm -> stages.addAll(arm.summary().seconds().keySet()));
        if (stages.isEmpty()) {
            return Optional.empty();
        }
        List<String> header = new ArrayList<>(List.of("arm"));
        header.addAll(stages);
        header.add("all");
        List<String> notes = new ArrayList<>(
                List.of("Mean seconds per document and seed, all counts together, on the machine of the study."
                        + (stages.contains("wait")
                                ? " Wait is for retrieval that was not ready, which goes on beside the training of"
                                        + " earlier documents."
                                : " Retrieval is what an arm alone would need; it goes on beside the training of"
                                        + " earlier documents.")));
        overhead(data).ifPresent(notes::add);
        ReportTable table = ReportTable.of("seconds", "Seconds per stage", notes, header);
        for (ReportData.Shown arm : data.arms()) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(arm.name())));
            int lines = data.scored(arm).size();
            double all = 0;
            for (String stage : stages) {
                double seconds = arm.summary().seconds().getOrDefault(stage, 0.0) / lines;
                all += seconds;
                cells.add(Cell.of(Numbers.decimals(3, seconds)));
            }
            cells.add(Cell.of(Numbers.decimals(3, all)));
            table.add(false, cells);
        }
        return Optional.of(table);
    }

    /** How much of the sessions' time went into anything else than training and scoring; empty if no run told. */
    private static Optional<String> overhead(ReportData data) {
        double wall = 0;
        double given = 0;
        double work = 0;
        int sessions = 1;
        for (StudyTiming timing : data.timings()) {
            wall += timing.wallSeconds();
            given += timing.sessionSeconds();
            work += timing.workSeconds();
            sessions = Math.max(sessions, timing.sessions());
        }
        if (!(given > 0)) {
            return Optional.empty();
        }
        StudyTiming all = new StudyTiming(wall, sessions, given, work);
        return Optional.of("Everything but training and scoring: " + Numbers.decimals(1, all.overheadPercent())
                + "% of the time of " + sessions + (sessions == 1 ? " session" : " sessions") + ", over "
                + Numbers.decimals(0, wall) + " s and " + data.timings().size()
                + (data.timings().size() == 1 ? " run." : " runs.")
                + " Building indexes is not in it.");
    }

    /** Lines with an error; empty if there is none. */
    static Optional<ReportTable> failures(ReportData data) {
        List<StudyResult.Failed> failures = data.failures();
        ReportTable table = ReportTable.of(
                "failures",
                "Failures",
                List.of("They are in no sum: all numbers are about the documents that every arm scored with all its"
                        + " seeds."),
                List.of("arm", "document", "seed", "domain", "source", "error"));
        failures.forEach(failed -> table.add(
                false,
                List.of(
                        Cell.of(failed.arm()),
                        Cell.of(String.valueOf(failed.document())),
                        Cell.of(String.valueOf(failed.seed())),
                        Cell.of(failed.domain()),
                        Cell.of(failed.source()),
                        Cell.of(failed.error()))));
        return failures.isEmpty() ? Optional.empty() : Optional.of(table);
    }
}
