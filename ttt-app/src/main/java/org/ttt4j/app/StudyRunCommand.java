package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.Trainer;
import org.ttt4j.store.Durable;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyArm;
import org.ttt4j.study.StudyDomain;
import org.ttt4j.study.StudyLog;
import org.ttt4j.study.StudyMethod;
import org.ttt4j.study.StudySummary;
import org.ttt4j.study.StudyTiming;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ttt study run}: runs a comparative study. Confined to one thread. */
@Command(
        name = "run",
        description = {
            "Run what a study file describes: every arm on the same documents (docs/studies.md).",
            "Each finished document of an arm is a line of OUT/results.jsonl; the same command goes on where a stopped"
                    + " or killed one ended, also with further arms, and documents that failed are not tried again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt study run studies/neighbors.conf --dry-run",
            "  ttt study run studies/neighbors.conf --out results",
            "  ttt study run studies/selection.conf --set ttt.trainer.tensorflow.threads=1"
        })
final class StudyRunCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Study file (HOCON).")
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for results; one of the same study is gone on with (default: NAME-results here).")
    private Path out;

    @Option(names = "--dry-run", description = "Print arms, documents, estimated time and memory, and run nothing.")
    private boolean dryRun;

    StudyRunCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        StreamStudy.refuse(file);
        StudyFile study = StudyFile.read(file, invocation);
        Path results = out == null ? Path.of(study.name().replaceAll("[^A-Za-z0-9.-]+", "-") + "-results") : out;
        Configuration first = study.arms().get(0).configuration();
        if (dryRun) {
            StudyCorpus corpus = new StudyCorpus(study.data(), results.resolve("indexes"), invocation);
            return estimate(study, read(study, corpus, first));
        }
        try (StudyDirectory directory = StudyDirectory.lock(results)) {
            StudyCorpus corpus = new StudyCorpus(study.data(), directory.indexes(), invocation);
            StudyDocuments documents = read(study, corpus, first);
            try (StudyParts parts = new StudyParts(study.data(), corpus, directory.indexes(), invocation)) {
                Study resolved = resolve(study, documents, parts);
                StudyLog log = directory.begin(resolved);
                StudySummary summary = run(study, documents, parts, directory, resolved, log);
                Durable.write(directory.path().resolve(StudyDirectory.SUMMARY), summary.toJson());
                Object json = Json.MAPPER.readTree(summary.toJson());
                invocation.print(json, () -> StudyTable.render(summary) + "\n\nresults: " + directory.path());
                return summary.documents().isEmpty() ? Main.FAILED : Main.OK;
            }
        }
    }

    private StudyDocuments read(StudyFile study, StudyCorpus corpus, Configuration configuration) throws IOException {
        Path test = corpus.test(configuration);
        StudyDocuments documents = StudyDocuments.read(test, study.data(), configuration.app(), invocation.control());
        if (documents.skippedLines() > 0) {
            invocation.note("ttt: " + test + ": " + documents.test().skipped());
        }
        documents.demandValidation(study.arms());
        List<String> single = documents.domains(study.data()).stream()
                .filter(domain -> domain.groups() == 1)
                .map(StudyDomain::name)
                .toList();
        if (!single.isEmpty()) {
            invocation.note("ttt: without intervals, because all its documents come from one source: "
                    + String.join(", ", single));
        }
        return documents;
    }

    private int estimate(StudyFile study, StudyDocuments documents) {
        StudyEstimate estimate = StudyEstimate.of(study, documents, invocation.control());
        invocation.print(estimate.json(), estimate::text);
        return Main.OK;
    }

    /** Opens what decides the results, to know it by its contents. */
    private Study resolve(StudyFile study, StudyDocuments documents, StudyParts parts) {
        StudyIdentity identity = new StudyIdentity();
        Map<String, String> models = new HashMap<>();
        for (ArmPlan arm : study.arms()) {
            StudyRun run = StudyRun.of(List.of(arm)).get(0);
            identity.add(arm.name(), arm.identity());
            identity.add(
                    arm.name(),
                    Map.of(
                            "data", documents.test().sha256(),
                            "documents",
                                    String.valueOf(documents.test().documents().size()),
                            "sample-seed", String.valueOf(study.data().seed()),
                            "groups", study.data().groups() ? "source" : "document",
                            "max-bytes", String.valueOf(study.data().maxBytes())));
            identity.add(
                    arm.name(),
                    "model",
                    models.computeIfAbsent(run.trainer(), key -> fingerprint(run.configuration())));
            if (arm.method() == StudyMethod.INTERPOLATION) {
                identity.add(arm.name(), StudyIdentity.VALIDATION, documents.validationSha256());
            }
            if (arm.method().usesNeighbors()) {
                parts.retriever(run, study.counts().largest());
                identity.add(
                        arm.name(),
                        "index",
                        parts.directory(run.configuration()).manifest().contentHash());
            }
        }
        RunManifest manifest = new RunManifest(ModelOption.arguments(spec))
                .seed("sample", study.data().seed())
                .seed("bootstrap", study.data().seed());
        ObjectNode json = manifest.json();
        json.put("study_file", file.toString());
        json.put("study_file_sha256", study.sha256());
        return identity.study(study, documents, json);
    }

    private static String fingerprint(Configuration configuration) {
        try (Backends backends = new Backends(configuration);
                Trainer trainer = backends.trainer()) {
            return trainer.traits().fingerprint();
        }
    }

    private StudySummary run(
            StudyFile study,
            StudyDocuments documents,
            StudyParts parts,
            StudyDirectory directory,
            Study resolved,
            StudyLog log)
            throws IOException {
        StudyExamples examples = new StudyExamples(directory.path(), study.examples());
        log.results().forEach(examples::known);
        StudyProgress progress = new StudyProgress(
                "study",
                resolved.arms().stream().map(StudyArm::name).toList(),
                resolved.lines(),
                invocation.progress(),
                invocation.control());
        log.results().forEach(progress::known);
        if (!log.results().isEmpty()) {
            invocation.note("ttt: " + log.results().size() + " of " + resolved.lines() + " lines were there before");
        }
        progress.begin();
        StudyEngine engine = new StudyEngine(study, documents, parts, log, examples, progress, invocation.control());
        try {
            engine.run();
        } catch (CancellationException stopped) {
            invocation.note("ttt: " + log.results().size() + " of " + resolved.lines()
                    + " lines are there; the same command goes on with the others");
            throw stopped;
        } finally {
            progress.end();
            Optional<StudyTiming> timing = engine.timing();
            if (timing.isPresent()) {
                timing.orElseThrow().append(directory.path());
            }
        }
        return new StudySummary(resolved, log.results());
    }
}
