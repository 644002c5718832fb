package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.OnlineAdaptation;
import org.ttt4j.api.OnlineLine;
import org.ttt4j.api.OnlineParts;
import org.ttt4j.api.OnlineState;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Trainer;
import org.ttt4j.store.Durable;

/** Runs the arms of a study over its streams, one after the other; what was done before is not done again. */
final class StreamStudyRun {

    private final StreamStudy study;
    private final StreamStudyData data;
    private final Path directory;
    private final Invocation invocation;
    private final RunControl quiet = RunControl.silent();

    StreamStudyRun(StreamStudy study, StreamStudyData data, Path directory, Invocation invocation) {
        this.study = study;
        this.data = data;
        this.directory = directory;
        this.invocation = invocation;
    }

    /**
     * Runs what is missing.
     *
     * @return one result per arm and stream, arm by arm
     * @throws java.util.concurrent.CancellationException if cancelled; finished streams are kept
     */
    List<StreamStudyResult> run() throws IOException {
        Path file = directory.resolve("results.jsonl");
        List<StreamStudyResult> done = read(file);
        List<StreamStudyData.Stream> streams = data.streams(study);
        List<StreamStudyResult> results = new ArrayList<>();
        long all = (long) study.arms().size() * streams.size();
        for (StreamStudy.Arm arm : study.arms()) {
            for (StreamStudyData.Stream stream : streams) {
                invocation.control().report(new Progress.Advanced("study", results.size(), all));
                Optional<StreamStudyResult> before = done.stream()
                        .filter(one ->
                                one.arm().equals(arm.name()) && one.stream().equals(stream.name()))
                        .findFirst();
                StreamStudyResult result = before.isPresent() ? before.orElseThrow() : run(arm, stream);
                if (before.isEmpty()) {
                    Files.writeString(
                            file, Json.line(result) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
                results.add(result);
            }
        }
        invocation.progress().clear();
        return results;
    }

    private static List<StreamStudyResult> read(Path file) throws IOException {
        List<StreamStudyResult> results = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> kept = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                try {
                    results.add(Json.MAPPER.readValue(line, StreamStudyResult.class));
                    kept.add(line + "\n");
                } catch (JsonProcessingException cutShort) {
                    break; // the last line of a process that was killed
                }
            }
            Durable.write(file, String.join("", kept));
        }
        return results;
    }

    private StreamStudyResult run(StreamStudy.Arm arm, StreamStudyData.Stream stream) throws IOException {
        List<Shorthand> shorthands = new ArrayList<>();
        study.settingsOf(arm).forEach((key, value) -> shorthands.add(new Shorthand("the study", key, value)));
        if (arm.prior() > 0) {
            shorthands.add(
                    new Shorthand("the study", modelKey(), prepared(arm, stream).toString()));
        }
        Configuration configuration = invocation.configuration(shorthands);
        StreamSettings settings = StreamSettings.from(configuration.settings("ttt.stream"));
        try (Assembly assembly = Assembly.open(configuration, Optional.empty(), invocation.control());
                OnlineAdaptation online = OnlineAdaptation.open(
                        OnlineParts.of(assembly.trainer()),
                        settings.options(false),
                        stream.passages().iterator(),
                        quiet)) {
            List<StreamStudyResult.Bucket> curve = new ArrayList<>();
            for (Optional<OnlineLine> line = online.next(quiet); line.isPresent(); line = online.next(quiet)) {
                invocation.control().checkCancelled();
                add(curve, line.orElseThrow());
            }
            OnlineState state = online.state();
            StreamView view = new StreamView(
                    new StreamRun.Outcome(state, online.trainedParameters(), Optional.empty(), Optional.empty(), 0),
                    assembly.trainer().traits(),
                    false,
                    "");
            return new StreamStudyResult(
                    arm.name(),
                    stream.name(),
                    state.online().bits(),
                    state.online().bytes(),
                    state.updates(),
                    state.resets(),
                    view.onlineFlops(),
                    state.seconds().online(),
                    curve);
        }
    }

    private static void add(List<StreamStudyResult.Bucket> curve, OnlineLine line) {
        int bucket = (int) (line.start() / StreamStudyResult.BUCKET);
        while (curve.size() <= bucket) {
            curve.add(new StreamStudyResult.Bucket(0, 0));
        }
        curve.set(
                bucket,
                curve.get(bucket).plus(line.online().bits(), line.online().bytes()));
    }

    private String modelKey() {
        return Slot.TRAINER.path(invocation
                        .configuration()
                        .chosen(Slot.TRAINER)
                        .provider()
                        .id())
                + ".model";
    }

    /** A model that was trained on other text of the stream's domain; kept for the other arms and for the next run. */
    private Path prepared(StreamStudy.Arm arm, StreamStudyData.Stream stream) throws IOException {
        Path model = directory.resolve("models").resolve(stream.name() + "-" + arm.prior());
        if (Files.exists(model)) {
            return model;
        }
        List<String> texts = data.prior(study, stream.name(), arm.prior());
        if (texts.isEmpty()) {
            throw CommandException.failed("found no text of domain \"" + stream.name()
                    + "\" beside its stream, wanted some to train on before: use less of it in the stream");
        }
        List<Shorthand> shared = new ArrayList<>();
        for (Map.Entry<String, String> setting : study.settings().entrySet()) {
            shared.add(new Shorthand("the study", setting.getKey(), setting.getValue()));
        }
        try (Assembly assembly =
                        Assembly.open(invocation.configuration(shared), Optional.empty(), invocation.control());
                Trainer.Session session = assembly.trainer().begin(invocation.control())) {
            Files.createDirectories(model.getParent());
            long[] ids = new long[texts.size()];
            session.train(ids, texts, quiet);
            session.save(model, quiet);
        }
        return model;
    }
}
