package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a study found, in sentences made of its numbers. Thread-safe. */
final class Findings {

    private final ReportData data;
    private final List<String> sentences = new ArrayList<>();

    private Findings(ReportData data) {
        this.data = data;
    }

    /** At least one sentence. */
    static List<String> of(ReportData data) {
        Findings findings = new Findings(data);
        if (data.arms().isEmpty() || data.summary().documents().isEmpty()) {
            findings.nothing();
        } else {
            findings.best();
            findings.weighted();
            findings.againstReference();
            findings.others();
            findings.byDomain();
            findings.shape();
        }
        findings.incomplete();
        return List.copyOf(findings.sentences);
    }

    private void say(String format, Object... values) {
        sentences.add(String.format(Locale.ROOT, format, values));
    }

    private void nothing() {
        say("No document was scored by an arm yet: there is nothing to compare.");
    }

    private void best() {
        ReportData.Shown best = data.best().orElseThrow();
        int column = best.summary().bestColumn();
        if (column == 0) {
            say(
                    "No arm is better than the model as it is: %.3f bits per byte over %s.",
                    best.total(0).bitsPerByte(), documents(best));
            return;
        }
        SummaryCell cell = best.total(column);
        say(
                "%s is best: %s%% of the base model's bits%s, %.3f instead of %.3f bits per byte, over %s.",
                at(best, column),
                Numbers.percent(cell.percentOfBase()),
                cell.percentInterval()
                        .map(range -> " (90% interval " + Numbers.percent(cell.percentInterval()) + ")")
                        .orElse(""),
                cell.bitsPerByte(),
                best.total(0).bitsPerByte(),
                documents(best));
    }

    /** Only where domains of equal rights would say something else. */
    private void weighted() {
        ReportData.Shown lowest = null;
        int at = 0;
        for (ReportData.Shown arm : data.arms()) {
            for (int column = 0; column <= data.last(); column++) {
                if (lowest == null || weighted(arm, column) < weighted(lowest, at)) {
                    lowest = arm;
                    at = column;
                }
            }
        }
        ReportData.Shown best = data.best().orElseThrow();
        if (data.domains().size() > 1 && at > 0 && lowest.number() != best.number()) {
            say(
                    "With the weights of the domains it is %s instead: %s%%, and %s%% for %s.",
                    at(lowest, at),
                    Numbers.percent(lowest.summary().weighted().percentOfBase().get(at)),
                    Numbers.percent(best.summary()
                            .weighted()
                            .percentOfBase()
                            .get(best.summary().bestColumn())),
                    best.name());
        }
    }

    private static double weighted(ReportData.Shown arm, int column) {
        return arm.summary().weighted().bitsPerByte().get(column);
    }

    private String documents(ReportData.Shown arm) {
        SummaryLine total = arm.summary().total();
        return total.documents() + " documents of " + total.groups() + " sources in "
                + data.domains().size() + (data.domains().size() == 1 ? " domain" : " domains");
    }

    private String at(ReportData.Shown arm, int column) {
        return arm.method().usesNeighbors()
                ? arm.name() + " with " + ReportData.neighbors(data.counts().get(column))
                : arm.name();
    }

    /** The best arm that trains against the reference, at every count: who does more of the same with as much. */
    private void againstReference() {
        ReportData.Shown reference = data.reference().orElseThrow();
        data.arms().stream()
                .filter(arm -> arm.number() != reference.number() && arm.method() == reference.method())
                .min(Comparator.comparingDouble(ReportData::fewest))
                .ifPresent(arm -> {
                    List<String> parts = new ArrayList<>();
                    for (int column = 1; column <= data.last(); column++) {
                        PairedDifference found = data.summary().difference(arm.name(), reference.name(), column);
                        String verdict =
                                !found.significant() ? "no different" : found.difference() < 0 ? "better" : "worse";
                        parts.add(String.format(
                                Locale.ROOT,
                                "%+.4f with %d (%s)",
                                found.difference(),
                                data.counts().get(column),
                                verdict));
                    }
                    say(
                            "Bits per byte of %s against %s with as many neighbours: %s; it is called different only"
                                    + " where the 90%% interval of the paired difference leaves out 0 and there are at"
                                    + " least %d sources.",
                            arm.name(), reference.name(), String.join(", ", parts), PairedDifference.FEWEST_GROUPS);
                });
    }

    /** Every other method at its best. */
    private void others() {
        ReportData.Shown best = data.best().orElseThrow();
        List<String> parts = data.arms().stream()
                .filter(arm -> arm.number() != best.number())
                .sorted(Comparator.comparingDouble(ReportData::fewest))
                .limit(6)
                .map(arm -> {
                    int column = arm.summary().bestColumn();
                    return column == 0
                            ? arm.name() + " never below 100%"
                            : at(arm, column) + " " + reached(arm.total(column)) + tied(arm, column, best);
                })
                .toList();
        if (!parts.isEmpty()) {
            say("The others at their best: %s.", String.join(", ", parts));
        }
    }

    private void byDomain() {
        ReportData.Shown best = data.best().orElseThrow();
        int column = best.summary().bestColumn();
        if (data.domains().size() < 2 || column == 0) {
            return;
        }
        Comparator<String> byPercent = Comparator.comparingDouble(domain -> percent(best, domain, column));
        List<String> sorted = data.domains().stream().sorted(byPercent).toList();
        String most = sorted.get(0);
        String least = sorted.get(sorted.size() - 1);
        List<String> worse = sorted.stream()
                .filter(domain -> percent(best, domain, column) > 100)
                .toList();
        say(
                "It helps most in %s (%s%%) and least in %s (%s%%)%s.",
                most,
                Numbers.percent(percent(best, most, column)),
                least,
                Numbers.percent(percent(best, least, column)),
                worse.isEmpty()
                        ? "; no domain gets worse"
                        : "; worse than before in " + worse.size() + " of " + sorted.size());
    }

    private String tied(ReportData.Shown arm, int column, ReportData.Shown best) {
        PairedDifference found = data.summary()
                .difference(arm.name(), column, best.name(), best.summary().bestColumn(), "");
        return found.interval().isPresent() && !found.significant() ? " (cannot be told from it)" : "";
    }

    /** In percent where all begin with the same; else in bits, which compare across models. */
    private String reached(SummaryCell cell) {
        return data.sameBase()
                ? Numbers.percent(cell.percentOfBase()) + "%"
                : Numbers.bits(cell.bitsPerByte()) + " bits per byte";
    }

    private static double percent(ReportData.Shown arm, String domain, int column) {
        return arm.summary().domains().get(domain).cells().get(column).percentOfBase();
    }

    /** How early the gain comes. */
    private void shape() {
        ReportData.Shown best = data.best().orElseThrow();
        double all = 100 - best.total(data.last()).percentOfBase();
        if (!best.method().usesNeighbors() || data.counts().size() < 3 || all <= 0) {
            return;
        }
        String shares = data.counts().subList(1, data.last()).stream()
                .map(count -> {
                    int column = data.counts().indexOf(count);
                    return Numbers.decimals(0, 100 * (100 - best.total(column).percentOfBase()) / all) + "% after "
                            + count;
                })
                .collect(Collectors.joining(", "));
        say(
                "Of what %s saves with %s, it has %s; %s%% of the documents improve.",
                best.name(),
                ReportData.neighbors(data.counts().get(data.last())),
                shares,
                Numbers.decimals(0, 100 * best.summary().improved().get(data.last())));
    }

    private void incomplete() {
        int missing = data.study().lines() - data.results().size();
        if (missing > 0) {
            say(
                    "The study is not finished: %d of %d results are missing, and the numbers are about the %d"
                            + " documents that every arm has scored.",
                    missing, data.study().lines(), data.summary().documents().size());
        }
        List<String> without = data.summary().arms().stream()
                .filter(arm -> arm.scored() == 0)
                .map(arm -> arm.arm().name())
                .toList();
        if (!without.isEmpty() && !data.arms().isEmpty()) {
            say("No document was scored with %s: left out of all comparisons.", String.join(", ", without));
        }
        int failed = data.failures().size();
        if (failed > 0) {
            say(
                    "%d of %d results failed; they are listed below and in no number.",
                    failed, data.study().lines());
        }
    }
}
