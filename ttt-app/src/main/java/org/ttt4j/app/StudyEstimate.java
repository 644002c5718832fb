package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Trainer;
import org.ttt4j.study.StudyDomain;
import org.ttt4j.study.StudyMethod;

/**
 * What a study will take, from a score and a step on one document per model: neighbours are taken to be as long as the
 * documents. Thread-safe.
 *
 * @param study what is run
 * @param domains of the documents
 * @param arms seconds of one document of each arm
 * @param hours of the whole study with the sessions that it will have
 * @param memory bytes of weights, gradients and moments of the largest model; activations come on top
 * @param sessions at the same time
 */
record StudyEstimate(
        StudyFile study, List<StudyDomain> domains, Map<String, Double> arms, double hours, long memory, int sessions) {

    private static final int BYTES_PER_TRAINED = 16; // weights, gradients and two moments
    private static final int BYTES_PER_WEIGHT = 4;

    /** Opens each model once, scores a document of middle length and trains on it. */
    static StudyEstimate of(StudyFile study, StudyDocuments documents, RunControl control) {
        List<EvaluationDocument> sorted = new ArrayList<>(documents.test().documents());
        sorted.sort((one, other) ->
                Integer.compare(one.text().length(), other.text().length()));
        String middle = sorted.get(sorted.size() / 2).text();
        Map<String, Double> arms = new LinkedHashMap<>();
        long memory = 0;
        int sessions = 1;
        double seconds = 0;
        for (List<StudyRun> group :
                StudyEngine.groups(StudyRun.of(study.arms())).values()) {
            Configuration configuration = group.get(0).configuration();
            int cores = Runtime.getRuntime().availableProcessors();
            int wanted = StudyEngine.parallelism(study, configuration, cores);
            try (Backends backends = new Backends(StudyEngine.withSessions(configuration, wanted))) {
                Trainer trainer = backends.trainer();
                int open = Math.min(wanted, trainer.traits().maxSessions());
                Speed speed = Speed.of(trainer, open, middle, control);
                for (StudyRun run : group) {
                    double one = seconds(run.arm(), study.counts(), speed);
                    arms.put(run.arm().name(), one);
                    seconds += one * documents.test().documents().size() / open;
                }
                long weights = trainer.traits().parameters();
                memory = Math.max(
                        memory, BYTES_PER_WEIGHT * weights + (long) BYTES_PER_TRAINED * open * speed.trained());
                sessions = Math.max(sessions, open);
            }
        }
        return new StudyEstimate(study, documents.domains(study.data()), arms, seconds / 3600, memory, sessions);
    }

    /** Seconds of a score and of training on one text, and how many weights are trained. */
    private record Speed(double score, double train, long trained) {

        /** With as many sessions at the same time as the study will have: they share cores and memory. */
        static Speed of(Trainer trainer, int sessions, String text, RunControl control) {
            try (Crew crew = new Crew(sessions)) {
                List<Speed> all = crew.together(member -> of(trainer, text, control));
                return new Speed(
                        all.stream().mapToDouble(Speed::score).average().orElseThrow(),
                        all.stream().mapToDouble(Speed::train).average().orElseThrow(),
                        all.get(0).trained());
            }
        }

        private static Speed of(Trainer trainer, String text, RunControl control) {
            try (Trainer.Session session = trainer.begin(control)) {
                StageClock clock = new StageClock();
                for (int i = 0; i < 2; i++) { // the first run of anything is slow: the second counts
                    String round = "-" + i;
                    clock.time("score" + round, () -> StudyModel.score(session, text, control));
                    clock.time("train" + round, () -> session.train(new long[] {0}, List.of(text), control));
                }
                long trained = StudyModel.online(session)
                        .map(Trainer.Online::trainedParameters)
                        .orElse(trainer.traits().parameters());
                return new Speed(clock.seconds().get("score-1"), clock.seconds().get("train-1"), trained);
            }
        }
    }

    private static double seconds(ArmPlan arm, NeighborCounts counts, Speed speed) {
        int scores = counts.values().size();
        int trained = arm.options().order().incremental()
                ? counts.largest()
                : counts.trained().stream().mapToInt(count -> count).sum();
        return switch (arm.method()) {
            case BASE -> speed.score();
            case TRAIN -> scores * speed.score() + trained * speed.train();
            case IN_CONTEXT -> 2 * scores * speed.score();
            case INTERPOLATION -> 2 * speed.score();
            case DYNAMIC_EVALUATION -> 4 * speed.train();
        };
    }

    int documents() {
        return domains.stream().mapToInt(StudyDomain::documents).sum();
    }

    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("name", study.name());
        json.put("documents", documents());
        json.put("sessions", sessions);
        json.put("hours", hours);
        json.put("memory_bytes", memory);
        ArrayNode all = json.putArray("arms");
        for (ArmPlan arm : study.arms()) {
            ObjectNode one = all.addObject();
            one.put("name", arm.name());
            one.put("method", arm.method().id());
            one.put("runs", arm.seeds().size());
            one.put("seconds_per_document", arms.get(arm.name()));
        }
        return json;
    }

    String text() {
        TextTable table = new TextTable("llrr");
        table.row(List.of("arm", "method", "seeds", "s/document")).rule();
        for (ArmPlan arm : study.arms()) {
            table.row(List.of(
                    arm.name(),
                    arm.method() == StudyMethod.TRAIN
                            ? "train on " + arm.selector()
                            : arm.method().id(),
                    String.valueOf(arm.seeds().size()),
                    String.format(Locale.ROOT, "%.1f", arms.get(arm.name()))));
        }
        return table.render() + "\n\n"
                + String.format(
                        Locale.ROOT,
                        "%d documents in %d domains, scored after %s neighbours%nabout %s with %d %s; about %s for"
                                + " weights and what training keeps of them, activations apart",
                        documents(),
                        domains.size(),
                        study.counts(),
                        duration(hours),
                        sessions,
                        sessions == 1 ? "session" : "sessions",
                        ByteSize.text(memory));
    }

    private static String minutes(long count) {
        return count == 1 ? "1 minute" : count + " minutes";
    }

    private static String duration(double hours) {
        return hours < 1
                ? minutes(Math.max(1, (long) Math.ceil(60 * hours)))
                : String.format(Locale.ROOT, "%.1f hours", hours);
    }
}
