package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.TestTimeTraining;

/** Finding and choosing neighbours of one text in one version of the documents. Confined to one thread. */
final class Retrieval {

    private static final int EXCERPT = 400;

    private final ServerParts parts;
    private final Documents documents;
    private final StageSeconds seconds;
    private final RunControl control;

    Retrieval(ServerParts parts, Documents documents, StageSeconds seconds, RunControl control) {
        this.parts = parts;
        this.documents = documents;
        this.seconds = seconds;
        this.control = control;
    }

    /** The text's vector, shape (1, d). */
    EmbeddingBatch embed(String text) {
        return seconds.time("embed", () -> parts.embedder().embed(List.of(text), control));
    }

    /** What a request would learn from. */
    Learned choose(String text, EmbeddingBatch vector, TttOptions options) {
        try (Selector selector = parts.selectors().open(options.selector(), options.selectorSettings())) {
            TestTimeTraining pipeline = new TestTimeTraining(
                    parts.embedder(),
                    documents.index(),
                    documents.corpus(),
                    selector,
                    parts.trainers().get(options.mode()),
                    parts.preselection());
            Candidates found = seconds.time(
                    "search",
                    () -> pipeline.candidates(
                            vector, options.candidates(), parts.guard().exclusion(documents.corpus(), text), control));
            Selection chosen = seconds.time(
                    "select", () -> pipeline.select(vector, found.neighbors(), options.neighbors(), control));
            return Learned.of(chosen, found);
        }
    }

    /** Writes neighbours, with the beginnings of their texts if these are wanted. */
    void write(Learned learned, boolean texts, ObjectNode to) {
        ArrayNode list = to.putArray("neighbors");
        List<String> all = texts ? documents.corpus().texts(learned.ids()) : List.of();
        for (int i = 0; i < learned.neighbors().size(); i++) {
            Learned.Chosen one = learned.neighbors().get(i);
            ObjectNode json = list.addObject().put("id", one.id());
            json.set("similarity", Json.number(one.similarity()));
            json.set("uncertainty", Json.number(one.uncertainty()));
            describe(one.id(), json);
            if (texts) {
                json.put("text", excerpt(all.get(i)));
            }
        }
        to.set("prior_uncertainty", Json.number(learned.priorUncertainty()));
        to.put("excluded", learned.excluded());
    }

    /** Texts by id. */
    List<String> texts(long[] ids) {
        return documents.corpus().texts(ids);
    }

    /** Adds what is known of a document. */
    void describe(long id, ObjectNode json) {
        Map<String, String> known = documents.corpus().metadata(id);
        if (!known.isEmpty()) {
            ObjectNode metadata = json.putObject("metadata");
            known.forEach(metadata::put);
        }
    }

    private static String excerpt(String text) {
        if (text.length() <= EXCERPT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT;
        return text.substring(0, end);
    }
}
