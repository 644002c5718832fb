package org.ttt4j.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Excluded;
import org.ttt4j.api.Score;
import org.ttt4j.api.Selection;
import org.ttt4j.study.Cost;
import org.ttt4j.study.Retained;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyPick;
import org.ttt4j.study.StudyResult;
import org.ttt4j.study.StudyScore;
import org.ttt4j.study.StudyStep;

/** Gathers what comes of a task while a method works on it. Confined to one thread. */
final class StudyWork {

    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    /** Stages that are no part of what it takes to come to a score. */
    private static final Set<String> FREE = Set.of("score", "wait", "retention", "example", "fit");

    private static final Set<String> WORKING = Set.of("train", "score", "retention", "example", "fit");

    private final StudyTask task;
    private final TextSplit text;
    private final StageClock clock = new StageClock();
    private final List<StudyScore> scores = new ArrayList<>();
    private final List<StudyStep> steps = new ArrayList<>();
    private final List<Retained> retention = new ArrayList<>();
    private final SortedMap<String, Double> details = new TreeMap<>();
    private Optional<Retrieved> retrieved = Optional.empty();
    private Selection selection = new Selection(List.of());
    private Optional<StudyExample> example = Optional.empty();

    /** Nothing is there yet. */
    StudyWork(StudyTask task) {
        this.task = task;
        this.text = task.split();
    }

    StudyTask task() {
        return task;
    }

    TextSplit text() {
        return text;
    }

    StageClock clock() {
        return clock;
    }

    void retrieved(Retrieved found) {
        retrieved = Optional.of(found);
    }

    Retrieved retrieved() {
        return retrieved.orElseThrow(() -> new IllegalStateException("nothing was retrieved for this method"));
    }

    void selected(Selection chosen) {
        selection = chosen;
    }

    Selection selection() {
        return selection;
    }

    void step(long id, double loss) {
        steps.add(new StudyStep(id, loss));
    }

    List<StudyStep> steps() {
        return steps;
    }

    void retained(Retained probe) {
        retention.add(probe);
    }

    void detail(String name, double value) {
        details.put(name, value);
    }

    void example(StudyExample shown) {
        example = Optional.of(shown);
    }

    Optional<StudyExample> example() {
        return example;
    }

    List<StudyScore> scores() {
        return scores;
    }

    /**
     * Adds the score at the next count.
     *
     * @param used neighbours that took part
     */
    void score(int neighbors, int used, Score score, Cost cost) {
        if (!Double.isFinite(score.bits())) {
            String trainer =
                    task.run().configuration().chosen(Slot.TRAINER).provider().id();
            throw new BackendException(trainer, "found a score of " + score.bits() + " bits, wanted a finite one");
        }
        scores.add(new StudyScore(
                neighbors, used, score.bits(), score.bytes(), score.tokens(), words(text.scored()), cost));
    }

    /** Words as lm-evaluation-harness counts them: {@code len(re.split(r"\s+", text))}. */
    static long words(String text) {
        long words = 1;
        Matcher spaces = SPACE.matcher(text);
        while (spaces.find()) {
            words++;
        }
        return words;
    }

    /** Seconds of a stage until now. */
    double stage(String name) {
        return clock.seconds().getOrDefault(name, 0.0);
    }

    /** Seconds of training and scoring until now, that of probes, examples and validation documents as well. */
    double working() {
        return WORKING.stream().mapToDouble(this::stage).sum();
    }

    /** Seconds of what was done for this arm until now, scoring apart; shared retrieval counts for everyone. */
    double seconds() {
        double sum = retrieved.map(Retrieved::cost).orElse(0.0);
        for (Map.Entry<String, Double> stage : clock.seconds().entrySet()) {
            sum += FREE.contains(stage.getKey()) ? 0 : stage.getValue();
        }
        return sum;
    }

    /** Seconds per stage of what this arm takes alone: with its retrieval, without waiting for it. */
    Map<String, Double> stages() {
        Map<String, Double> stages =
                new LinkedHashMap<>(retrieved.map(Retrieved::seconds).orElse(Map.of()));
        stages.putAll(clock.seconds());
        stages.remove("wait");
        return stages;
    }

    /**
     * The line of a study.
     *
     * @param source of the document as results have it
     */
    StudyResult.Scored result(String source) {
        SortedMap<String, Long> excluded = new TreeMap<>(retrieved
                .map(found -> found.candidates().excluded().stream()
                        .collect(Collectors.groupingBy(Excluded::rule, Collectors.counting())))
                .orElse(Map.of()));
        List<StudyPick> picks =
                retrieved.map(found -> Chosen.of(selection, found.candidates().neighbors())).orElse(List.of()).stream()
                        .map(pick -> new StudyPick(pick.id(), pick.similarity(), pick.uncertainty()))
                        .toList();
        return new StudyResult.Scored(
                task.run().arm().name(),
                task.document().id(),
                task.run().seed(),
                task.document().domain(),
                source,
                scores,
                picks,
                selection.priorUncertainty(),
                steps,
                retention,
                excluded,
                details,
                ResidentMemory.peak(),
                stages());
    }
}
