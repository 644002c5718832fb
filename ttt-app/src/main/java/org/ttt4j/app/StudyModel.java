package org.ttt4j.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Flops;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Trainer;

/** A trainer with what is known about documents under its base weights. Borrows the trainer. Thread-safe. */
final class StudyModel {

    private final Trainer trainer;
    private final Map<String, Score> base = new ConcurrentHashMap<>();

    StudyModel(Trainer trainer) {
        this.trainer = trainer;
    }

    Trainer trainer() {
        return trainer;
    }

    /** Takes over a score of an earlier run. */
    void known(long document, boolean splitText, Score score) {
        base.putIfAbsent(document + "/" + splitText, score);
    }

    /** The score of a document under the base weights, computed once whichever arm asks first. */
    Score base(StudyWork work, Trainer.Session session, RunControl control) {
        String key = work.task().document().id() + "/"
                + work.task().run().arm().options().splitText();
        Score known = base.get(key);
        if (known == null) {
            known = work.clock().time("score", () -> score(session, work.text().scored(), control));
            base.put(key, known);
        }
        return known;
    }

    static Score score(Trainer.Session session, String text, RunControl control) {
        return session.score(List.of(text), control).get(0);
    }

    /** What cuts texts into tokens, if this trainer tells. */
    static Optional<Trainer.Online> online(Trainer.Session session) {
        try {
            return Optional.of(session.online());
        } catch (BackendException cannot) {
            return Optional.empty(); // then costs in tokens are unknown, and shown as 0
        }
    }

    double trainingFlops(Trainer.Online online, long tokens) {
        return Flops.training(trainer.traits().parameters(), online.trainedParameters(), tokens);
    }

    double readingFlops(long tokens) {
        return Flops.forward(trainer.traits().parameters(), tokens);
    }
}
