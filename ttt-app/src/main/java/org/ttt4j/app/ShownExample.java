package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.TokenChange;

/** Looks at an adapted session token by token. Thread-safe. */
final class ShownExample {

    private static final int QUERY = 2000;
    private static final int NEIGHBORS = 10;
    private static final int TEXT = 600;

    private ShownExample() {}

    /**
     * What adaptation changed about a document.
     *
     * @param session adapted to all picks; it is at the base weights afterwards
     * @param texts of the picks, in order
     */
    static StudyExample of(StudyWork work, Trainer.Session session, List<String> texts, RunControl control) {
        List<TokenScore> after = session.scoreTokens(work.text().scored(), control);
        session.reset();
        List<TokenScore> before = session.scoreTokens(work.text().scored(), control);
        List<TokenChange> changes = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            changes.add(new TokenChange(
                    before.get(i).text(),
                    before.get(i).logProbability(),
                    after.get(i).logProbability()));
        }
        StudyTask task = work.task();
        Corpus corpus = task.retriever().orElseThrow().corpus();
        List<StudyExample.Neighbor> neighbors = new ArrayList<>();
        List<Chosen> picks =
                Chosen.of(work.selection(), work.retrieved().candidates().neighbors());
        for (int i = 0; i < Math.min(NEIGHBORS, picks.size()); i++) {
            Chosen pick = picks.get(i);
            neighbors.add(new StudyExample.Neighbor(
                    pick.id(),
                    corpus.metadata(pick.id()).getOrDefault("source", ""),
                    beginning(texts.get(i), TEXT),
                    pick.similarity(),
                    pick.uncertainty()));
        }
        return new StudyExample(
                task.run().arm().name(),
                task.document().id(),
                task.run().seed(),
                task.document().domain(),
                task.document().source(),
                beginning(work.text().query(), QUERY),
                work.scores().get(work.scores().size() - 1).neighbors(),
                changes,
                neighbors);
    }

    private static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
