package org.ttt4j.app;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.ttt4j.api.RunControl;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyResult;

/** The bar of a whole study, with what each arm came to so far behind it. Confined to one thread. */
final class StudyProgress {

    private static final int SHOWN = 6;

    private final WorkCount work;
    private final ProgressLine line;
    private final RunControl control;
    private final Map<String, Bits> arms = new LinkedHashMap<>();

    /**
     * A bar.
     *
     * @param done lines that are there already
     */
    StudyProgress(Study study, int done, ProgressLine line, RunControl control) {
        this.work = new WorkCount("study", done, study.lines());
        this.line = line;
        this.control = control;
        study.arms().forEach(arm -> arms.put(arm.name(), new Bits(0, 0, 0)));
    }

    /** Bits at no and at the last count over all documents of an arm so far, and how many failed. */
    private record Bits(double base, double last, int failed) {}

    /** Takes a result of an earlier run into account. */
    void known(StudyResult result) {
        arms.computeIfPresent(result.arm(), (arm, sum) -> {
            if (result instanceof StudyResult.Scored scored) {
                return new Bits(
                        sum.base() + scored.scores().get(0).bits(),
                        sum.last() + scored.last().bits(),
                        sum.failed());
            }
            return new Bits(sum.base(), sum.last(), sum.failed() + 1);
        });
    }

    /** Shows where the study is. */
    void begin() {
        line.suffix(means());
        control.report(work.now());
    }

    /** One more line is on disk. */
    void add(StudyResult result) {
        known(result);
        line.suffix(means());
        control.report(work.next());
    }

    /** Removes the bar. */
    void end() {
        line.suffix("");
        line.clear();
    }

    /** Percent of base of each arm. */
    String means() {
        StringJoiner means = new StringJoiner(", ");
        int shown = 0;
        for (Map.Entry<String, Bits> arm : arms.entrySet()) {
            Bits bits = arm.getValue();
            if (shown < SHOWN && (bits.base() > 0 || bits.failed() > 0)) {
                String mean =
                        bits.base() > 0 ? String.format(Locale.ROOT, "%.1f%%", 100 * bits.last() / bits.base()) : "-";
                means.add(arm.getKey() + " " + mean + (bits.failed() > 0 ? " (" + bits.failed() + " failed)" : ""));
                shown++;
            }
        }
        return means.toString();
    }
}
