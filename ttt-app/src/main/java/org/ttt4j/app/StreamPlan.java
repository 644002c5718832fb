package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.OnlineParts;
import org.ttt4j.api.OnlineRecall;

/** What several commands make of the settings of a stream. */
final class StreamPlan {

    private StreamPlan() {}

    /**
     * The configuration with a second session for the base model, unless the user has said how many there are.
     *
     * @param base whether the base model is scored beside
     */
    static Configuration sessions(Configuration configuration, boolean base) {
        String path =
                Slot.TRAINER.path(configuration.chosen(Slot.TRAINER).provider().id());
        boolean known = configuration.defaults().hasPath(path + ".max-sessions");
        return base && known ? configuration.unlessSet(path, Map.of("max-sessions", "2"), "ttt stream") : configuration;
    }

    /** The parts that a stream takes; neighbours are recalled from the assembly's index if the settings ask for it. */
    static OnlineParts parts(Assembly assembly, StreamSettings settings, List<String> probe) {
        Optional<OnlineRecall> recall = Optional.empty();
        if (settings.recallEvery() > 0) {
            AppSettings app = assembly.configuration().app();
            recall = Optional.of(OnlineRecall.of(
                    assembly.pipeline(),
                    assembly.embedder(),
                    assembly.corpus(),
                    Math.max(app.candidates(), settings.recallNeighbors()),
                    settings.recallNeighbors(),
                    query -> app.exclude()
                            .exclusion(
                                    assembly.corpus(),
                                    query.past() + query.ahead(),
                                    StreamInput.source(query.document()))));
        }
        return new OnlineParts(assembly.trainer(), new ArrayList<>(probe), recall);
    }
}
