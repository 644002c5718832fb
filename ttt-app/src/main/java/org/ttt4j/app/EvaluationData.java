package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;
import org.ttt4j.store.OnBadLine;
import org.ttt4j.store.Sha256;
import org.ttt4j.study.StratifiedSample;

/**
 * The documents to evaluate on. Only the drawn ones are held in memory. Thread-safe.
 *
 * @param documents in the order in which they are evaluated
 * @param sha256 of the data file
 * @param skipped what was wrong with lines that could not be used, in words; empty if nothing
 * @param skippedLines how many such lines there are
 */
record EvaluationData(List<EvaluationDocument> documents, String sha256, String skipped, long skippedLines) {

    EvaluationData {
        documents = List.copyOf(documents);
    }

    /**
     * Reads a file of JSON lines.
     *
     * @param limit how many documents to draw, the same number from each domain; empty for all
     * @param seed of the drawing
     * @throws CommandException if the file holds no document that can be used
     */
    static EvaluationData read(Path file, Optional<Integer> limit, long seed, AppSettings app, RunControl control)
            throws IOException {
        return read(
                file,
                (domains, sources) -> StratifiedSample.draw(domains, limit.orElse(domains.size()), seed),
                app,
                control);
    }

    /** Says which documents are drawn. */
    @FunctionalInterface
    interface Drawing {
        /**
         * Draws.
         *
         * @param domains of all documents, shape (B,)
         * @param sources of all documents, shape (B,)
         * @return positions in [0, B) without repetition
         */
        List<Integer> draw(List<String> domains, List<String> sources);
    }

    /**
     * Reads a file of JSON lines.
     *
     * @throws CommandException if the file holds no document that can be used
     */
    static EvaluationData read(Path file, Drawing drawing, AppSettings app, RunControl control) throws IOException {
        List<Long> lines = new ArrayList<>();
        List<String> domains = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        BadLines bad = new BadLines(app.onBadLine());
        each(file, app, bad, control, (line, document) -> {
            lines.add(line);
            domains.add(document.domain());
            sources.add(document.source());
        });
        if (lines.isEmpty()) {
            throw CommandException.failed(file + ": found no document with text, wanted JSON lines such as"
                    + " {\"text\": \"...\", \"meta\": {\"pile_set_name\": \"...\"}}"
                    + (bad.total() > 0 ? "; " + bad.sentence() : ""));
        }
        Map<Long, Integer> order = new HashMap<>();
        drawing.draw(domains, sources).forEach(position -> order.put(lines.get(position), order.size()));
        EvaluationDocument[] drawn = new EvaluationDocument[order.size()];
        each(file, app, new BadLines(OnBadLine.SKIP), control, (line, document) -> {
            Integer place = order.get(line);
            if (place != null) {
                drawn[place] = new EvaluationDocument(line - 1, document.domain(), document.source(), document.text());
            }
        });
        return new EvaluationData(List.of(drawn), Sha256.of(file), bad.sentence(), bad.total());
    }

    private static void each(
            Path file, AppSettings app, BadLines bad, RunControl control, BiConsumer<Long, CorpusDocument> visitor)
            throws IOException {
        try (CorpusReader reader = CorpusReader.open(file, app.maxLineBytes(), bad)) {
            for (Optional<CorpusDocument> document = reader.next(); document.isPresent(); document = reader.next()) {
                control.checkCancelled();
                visitor.accept(reader.line(), document.orElseThrow());
            }
        }
    }
}
