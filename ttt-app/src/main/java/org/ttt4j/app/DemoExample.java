package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.Exclusion;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Watch;

/** Shows one document of an evaluation in full: the one with the median gain, neither the best nor the worst. */
final class DemoExample {

    /** A small model that always takes the likeliest token soon repeats itself. */
    private static final GenerateOptions CONTINUATION = new GenerateOptions(60, 0.6, 40, 1216);

    private static final int PROMPT_CHARACTERS = 500;

    private DemoExample() {}

    /**
     * Adapts to the beginning of the median document and continues it before and after.
     *
     * @param arm who selects
     * @param column of the gain
     * @return empty if no document was scored or none can be halved
     */
    static Optional<ReportPage.Example> make(
            Assembly assembly,
            Arm arm,
            List<EvaluationDocument> documents,
            List<DocumentResult> results,
            int column,
            int candidates,
            RunControl control) {
        int budget = arm.summary().counts().values().get(column);
        Optional<EvaluationDocument> median = median(documents, results, column);
        if (median.isEmpty()) {
            return Optional.empty();
        }
        EvaluationDocument document = median.orElseThrow();
        String prompt = beginning(document.text());
        Exclusion exclusion = assembly.configuration()
                .app()
                .exclude()
                .exclusion(assembly.corpus(), document.text(), document.source());
        Adaptation adaptation = assembly.pipeline(assembly.selector(arm.name()))
                .adapt(
                        new AdaptRequest(prompt, candidates, budget, Optional.of(CONTINUATION), Watch.NONE, exclusion),
                        control);
        List<Chosen> chosen = Chosen.of(adaptation.selection(), adaptation.candidates());
        List<String> texts = assembly.corpus().texts(adaptation.selection().ids());
        List<ReportPage.ExampleNeighbor> neighbors = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            Map<String, String> metadata =
                    assembly.corpus().metadata(chosen.get(i).id());
            neighbors.add(new ReportPage.ExampleNeighbor(
                    chosen.get(i),
                    metadata.getOrDefault("domain", "") + ", " + metadata.getOrDefault("source", ""),
                    texts.get(i)));
        }
        Adaptation.Continuation continuation = adaptation.continuation().orElseThrow();
        return Optional.of(new ReportPage.Example(
                prompt,
                document.domain() + ", " + document.source(),
                arm.name(),
                neighbors,
                adaptation.before().bitsPerByte(),
                adaptation.after().bitsPerByte(),
                continuation.before(),
                continuation.after()));
    }

    /** The document whose bits shrank by the median factor. */
    static Optional<EvaluationDocument> median(
            List<EvaluationDocument> documents, List<DocumentResult> results, int column) {
        List<DocumentResult.Scored> scored = new ArrayList<>();
        for (DocumentResult result : results) {
            if (result instanceof DocumentResult.Scored one
                    && one.scores().get(0).bits() > 0) {
                scored.add(one);
            }
        }
        scored.sort(Comparator.comparingDouble((DocumentResult.Scored one) ->
                        one.scores().get(column).bits() / one.scores().get(0).bits())
                .thenComparingLong(DocumentResult.Scored::id));
        if (scored.isEmpty()) {
            return Optional.empty();
        }
        long id = scored.get(scored.size() / 2).id();
        return documents.stream().filter(document -> document.id() == id).findFirst();
    }

    /** Ends between two words, so that a continuation begins with a word and not with the end of a line. */
    private static String beginning(String text) {
        int end = text.offsetByCodePoints(0, Math.min(PROMPT_CHARACTERS, text.codePointCount(0, text.length()) / 2));
        int blank = text.lastIndexOf(' ', end);
        String cut = text.substring(0, blank > end / 2 ? blank : end).stripTrailing();
        return cut.isBlank() ? text : cut;
    }
}
