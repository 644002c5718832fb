package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.Sha256;
import org.ttt4j.study.SourceGroup;
import org.ttt4j.study.StratifiedSample;
import org.ttt4j.study.StudyDomain;
import org.ttt4j.study.StudyMethod;

/**
 * The documents of a study. Thread-safe.
 *
 * @param test what arms are compared on, the domains taking turns, so that a study that was stopped has seen all
 * @param validation further documents, of other sources, to choose weights of baselines on
 * @param skippedLines of the file that could not be used
 */
record StudyDocuments(EvaluationData test, List<EvaluationDocument> validation, long skippedLines) {

    /** Documents of each domain that weights of baselines are chosen on. */
    private static final int VALIDATION = 2;

    StudyDocuments {
        validation = List.copyOf(validation);
    }

    /**
     * Draws and reads.
     *
     * @param file of the test documents
     * @throws CommandException if there is none that can be used, or if a domain that was given a weight has none
     */
    static StudyDocuments read(Path file, StudyData data, AppSettings app, RunControl control) throws IOException {
        int perDomain = data.perDomain().orElse(Integer.MAX_VALUE);
        EvaluationData test = EvaluationData.read(
                file, (domains, sources) -> StratifiedSample.perDomain(domains, perDomain, data.seed()), app, control);
        Set<String> domains = new TreeSet<>();
        test.documents().forEach(document -> domains.add(document.domain()));
        for (String named : data.given().keySet()) {
            if (!domains.contains(named)) {
                throw CommandException.failed("study.data.weights names the domain \"" + named + "\", but " + file
                        + " has no document of it, wanted some of " + domains);
            }
        }
        List<EvaluationDocument> validation = data.validation().isPresent()
                ? EvaluationData.read(
                                data.validation().orElseThrow(),
                                (all, sources) -> StratifiedSample.perDomain(all, VALIDATION, data.seed()),
                                app,
                                control)
                        .documents()
                : EvaluationData.read(
                                file, (all, sources) -> others(all, sources, perDomain, data.seed()), app, control)
                        .documents();
        return new StudyDocuments(test, validation, test.skippedLines());
    }

    /**
     * Refuses to begin where an arm would fail on every document.
     *
     * @throws CommandException if an arm interpolates and there is nothing to choose its weight on
     */
    void demandValidation(List<ArmPlan> arms) {
        arms.stream()
                .filter(arm -> arm.method() == StudyMethod.INTERPOLATION && validation.isEmpty())
                .findFirst()
                .ifPresent(arm -> {
                    throw CommandException.failed("arm " + arm.name()
                            + " interpolates, but found no documents to choose its weight on, wanted"
                            + " study.data.validation, or a study.data.sample.per-domain that leaves some of other"
                            + " sources over");
                });
    }

    /** Of the texts that weights of baselines are chosen on, in order. */
    String validationSha256() {
        StringBuilder all = new StringBuilder();
        validation.forEach(
                document -> all.append(document.text().length()).append('\n').append(document.text()));
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Of each domain some documents that are neither drawn nor of a source that a drawn one is of. */
    private static List<Integer> others(List<String> domains, List<String> sources, int perDomain, long seed) {
        Set<Integer> drawn = new LinkedHashSet<>(StratifiedSample.perDomain(domains, perDomain, seed));
        Set<String> groups = new HashSet<>();
        drawn.forEach(position -> groups.add(SourceGroup.of(domains.get(position), sources.get(position), position)));
        Map<String, Integer> taken = new TreeMap<>();
        List<Integer> others = new ArrayList<>();
        for (int position : StratifiedSample.draw(domains, domains.size(), seed)) {
            String domain = domains.get(position);
            String group = SourceGroup.of(domain, sources.get(position), position);
            if (!drawn.contains(position) && !groups.contains(group) && taken.getOrDefault(domain, 0) < VALIDATION) {
                taken.merge(domain, 1, Integer::sum);
                others.add(position);
            }
        }
        return Collections.unmodifiableList(others);
    }

    /** Domains with their sizes and weights, by name. */
    List<StudyDomain> domains(StudyData data) {
        Map<String, Integer> documents = new TreeMap<>();
        Map<String, Set<String>> groups = new TreeMap<>();
        for (EvaluationDocument document : test.documents()) {
            documents.merge(document.domain(), 1, Integer::sum);
            groups.computeIfAbsent(document.domain(), domain -> new HashSet<>())
                    .add(SourceGroup.of(document.domain(), source(data, document), document.id()));
        }
        List<String> names = List.copyOf(documents.keySet());
        return names.stream()
                .map(name -> new StudyDomain(
                        name, documents.get(name), groups.get(name).size(), data.weight(name, names)))
                .toList();
    }

    /** The source as results have it: none if every document is a group of its own. */
    static String source(StudyData data, EvaluationDocument document) {
        return data.groups() ? document.source() : "";
    }
}
