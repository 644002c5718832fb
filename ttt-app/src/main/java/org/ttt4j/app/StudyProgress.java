package org.ttt4j.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.study.StudyResult;

/** The bar of a whole study or evaluation, with what each arm came to so far behind it. Confined to one thread. */
final class StudyProgress {

    private static final int SHOWN = 6;

    private final String name;
    private final int total;
    private final ProgressLine line;
    private final RunControl control;
    private final Map<String, Bits> arms = new LinkedHashMap<>();
    private int done;

    /**
     * A bar.
     *
     * @param name of the bar
     * @param arms names, in order
     * @param total lines that there are in the end
     */
    StudyProgress(String name, List<String> arms, int total, ProgressLine line, RunControl control) {
        this.name = name;
        this.total = total;
        this.line = line;
        this.control = control;
        arms.forEach(arm -> this.arms.put(arm, new Bits(0, 0, 0)));
    }

    /** Bits at no and at the last count over all documents of an arm so far, and how many failed. */
    private record Bits(double base, double last, int failed) {}

    /** Takes a line of an earlier run into account. */
    void known(StudyResult result) {
        if (result instanceof StudyResult.Scored scored) {
            count(result.arm(), scored.scores().get(0).bits(), scored.last().bits());
        } else {
            failed(result.arm());
        }
    }

    /** Takes a result of an earlier evaluation into account. */
    void known(String arm, DocumentResult result) {
        if (result instanceof DocumentResult.Scored scored) {
            List<Score> scores = scored.scores();
            count(arm, scores.get(0).bits(), scores.get(scores.size() - 1).bits());
        } else {
            failed(arm);
        }
    }

    private void count(String arm, double base, double last) {
        done++;
        arms.computeIfPresent(arm, (name, sum) -> new Bits(sum.base() + base, sum.last() + last, sum.failed()));
    }

    private void failed(String arm) {
        done++;
        arms.computeIfPresent(arm, (name, sum) -> new Bits(sum.base(), sum.last(), sum.failed() + 1));
    }

    /** Shows where the run is. */
    void begin() {
        line.suffix(means());
        control.report(new Progress.Advanced(name, done, total));
    }

    /** One more line is on disk. */
    void add(StudyResult result) {
        known(result);
        begin();
    }

    /** One more result is on disk. */
    void add(String arm, DocumentResult result) {
        known(arm, result);
        begin();
    }

    /** Removes the bar. */
    void end() {
        line.suffix("");
        line.clear();
    }

    /** Percent of base of the arm, or of each. */
    String means() {
        StringJoiner means = new StringJoiner(", ");
        int shown = 0;
        for (Map.Entry<String, Bits> arm : arms.entrySet()) {
            Bits bits = arm.getValue();
            if (shown < SHOWN && (bits.base() > 0 || bits.failed() > 0)) {
                String mean =
                        bits.base() > 0 ? String.format(Locale.ROOT, "%.1f%%", 100 * bits.last() / bits.base()) : "-";
                means.add((arms.size() == 1 ? mean + " of base" : arm.getKey() + " " + mean)
                        + (bits.failed() > 0 ? " (" + bits.failed() + " failed)" : ""));
                shown++;
            }
        }
        return means.toString();
    }
}
