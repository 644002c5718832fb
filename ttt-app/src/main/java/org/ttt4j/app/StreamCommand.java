package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.ttt4j.api.OnlineOptions;
import org.ttt4j.api.OnlineParts;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt stream}: dynamic evaluation along a stream. Confined to one thread. */
@Command(
        name = "stream",
        description = {
            "Read a stream: predict each segment, then learn it, and compare with the model that learns nothing.",
            "With --out, each segment is a line of DIR/segments.jsonl, and the same command goes on where a stopped or"
                    + " killed one was, with the same numbers."
        },
        subcommands = {StreamPrepareCommand.class, StreamCheckCommand.class, StreamStudyCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt stream --data book.txt",
            "  ttt stream --data corpus.jsonl.gz --reset document --out stream",
            "  ttt stream --data book.txt --adaptation lora --learning-rate 1e-3 --json",
            "  ttt stream --data book.txt --segment 32 --overlap 224 --reset drift",
            "  ttt stream --data book.txt --probe other.jsonl --probe-every 100 --out stream",
            "  git log -p | ttt stream --data -"
        })
final class StreamCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Text or JSON lines, also .gz or .zst; - for standard input.")
    private String data;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "jsonl: documents of JSON lines; text: one document; auto: told by the name, or on standard"
                    + " input by the first character (default: ${DEFAULT-VALUE}).")
    private String format;

    @Option(names = "--out", paramLabel = "DIR", description = "Directory for log, snapshots and summary.")
    private Path out;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model directory; short for --set ttt.trainer.<use>.model=DIR.")
    private String model;

    @Option(names = "--no-static", description = "Leave out the model that learns nothing.")
    private boolean noStatic;

    @Option(names = "--index", paramLabel = "DIR", description = "Index to retrieve neighbours of the past from.")
    private Path index;

    @Option(
            names = "--probe",
            paramLabel = "FILE",
            description = "Texts that are scored now and then, to see what is forgotten.")
    private Path probe;

    @Mixin
    private StreamArguments arguments;

    StreamCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (data == null) {
            throw CommandException.usage("found no --data, wanted --data FILE, or - for standard input");
        }
        StreamInput.Place place = new StreamInput.Place(data, format(format));
        boolean base = !noStatic;
        Configuration configuration =
                StreamPlan.sessions(ModelOption.apply(invocation, model, arguments.shorthands(invocation)), base);
        StreamSettings settings = StreamSettings.from(configuration.settings("ttt.stream"));
        demandPairs(settings);
        AppSettings app = configuration.app();
        List<String> probed = probe == null ? List.of() : texts(probe, app);
        BadLines bad = new BadLines(app.onBadLine());
        try (Assembly assembly = Assembly.open(configuration, Optional.ofNullable(index), invocation.control());
                Undo opened = new Undo()) {
            OnlineParts parts = StreamPlan.parts(assembly, settings, probed);
            demand(parts, settings.options(base));
            StreamInput input = opened.push(
                    StreamInput.open(place, invocation.in(), app.maxLineBytes(), bad, invocation.control()));
            if (!input.holdsText()) { // what is refused shall not take the directory
                noteSkipped(place, bad);
                throw CommandException.failed(place.name() + ": holds no text, wanted some");
            }
            Optional<StreamDirectory> directory = out == null
                    ? Optional.empty()
                    : Optional.of(opened.push(StreamDirectory.open(out, identity(assembly, base, probed))));
            StreamRun run = new StreamRun(parts, settings, base, directory, invocation);
            StreamRun.Outcome outcome = run.run(input, StreamInput.measure(place, app, invocation.control()));
            noteSkipped(place, bad);
            StreamView view = new StreamView(outcome, assembly.trainer().traits(), base, bad.sentence());
            ObjectNode json = view.json();
            json.set("manifest", manifest(assembly).json());
            if (directory.isPresent()) {
                directory.orElseThrow().finish(json);
            }
            invocation.print(json, () -> view.text() + (out == null ? "" : "\n\nresults: " + out));
        }
        return Main.OK;
    }

    private void noteSkipped(StreamInput.Place place, BadLines bad) {
        if (bad.total() > 0) {
            invocation.note("ttt: " + place.name() + ": " + bad.sentence());
        }
    }

    /** Lengths and sessions that the model cannot serve are the user's choice as other values are. */
    private static void demand(OnlineParts parts, OnlineOptions options) {
        try {
            parts.demand(options);
        } catch (IllegalArgumentException refused) {
            throw CommandException.usage(refused.getMessage());
        }
    }

    private void demandPairs(StreamSettings settings) {
        if ((settings.recallEvery() > 0) != (index != null)) {
            throw CommandException.usage("found "
                    + (index == null ? "--retrieve-every without --index" : "--index without" + " --retrieve-every")
                    + ", wanted both or none");
        }
        if (settings.probeEvery() > 0 && probe == null) {
            throw CommandException.usage("found --probe-every without --probe, wanted texts to score");
        }
    }

    static StreamInput.Format format(String name) {
        return switch (name) {
            case "auto" -> StreamInput.Format.AUTO;
            case "jsonl" -> StreamInput.Format.JSONL;
            case "text" -> StreamInput.Format.TEXT;
            default -> throw CommandException.usage("found --format \"" + name + "\", wanted auto, jsonl or text");
        };
    }

    private List<String> texts(Path file, AppSettings app) throws IOException {
        BadLines bad = new BadLines(app.onBadLine());
        StreamInput.Place place = new StreamInput.Place(file.toString(), StreamInput.Format.AUTO);
        List<String> texts = new ArrayList<>();
        try (StreamInput input =
                StreamInput.open(place, invocation.in(), app.maxLineBytes(), bad, RunControl.silent())) {
            input.forEachRemaining(text -> {
                if (text.begins()) {
                    texts.add(text.text());
                } else {
                    texts.set(texts.size() - 1, texts.get(texts.size() - 1) + text.text());
                }
            });
        }
        if (texts.isEmpty()) {
            throw CommandException.failed(file + ": holds no text to probe, wanted some");
        }
        return texts;
    }

    /** Everything that decides the results, by name. */
    private SortedMap<String, String> identity(Assembly assembly, boolean base, List<String> probed) {
        SortedMap<String, String> identity = RunManifest.inUse(assembly.configuration(), selectors(assembly));
        identity.keySet()
                .removeIf(key -> key.startsWith("ttt.cache")
                        || key.startsWith("ttt.demo.")
                        || key.startsWith("ttt.stream.snapshot-")
                        || (index == null && (key.startsWith("ttt.index.") || key.startsWith("ttt.embedder."))));
        identity.put("data", Path.of(data).normalize().toString());
        identity.put("format", format);
        identity.put(
                "index",
                index == null ? "none" : assembly.directory().manifest().contentHash());
        identity.put("model", assembly.trainer().traits().fingerprint());
        identity.put(
                "probe",
                probe == null ? "none" : Sha256.of(String.join("\n", probed).getBytes(StandardCharsets.UTF_8)));
        identity.put("static", String.valueOf(base));
        return identity;
    }

    private List<String> selectors(Assembly assembly) {
        return index == null
                ? List.of()
                : List.of(assembly.configuration()
                        .chosen(Slot.SELECTOR)
                        .provider()
                        .id());
    }

    private RunManifest manifest(Assembly assembly) {
        RunManifest manifest = new RunManifest(ModelOption.arguments(spec))
                .model(assembly.trainer().traits())
                .configuration(assembly.configuration(), selectors(assembly));
        return index == null
                ? manifest
                : manifest.index(
                        assembly.directory().manifest().contentHash(),
                        assembly.directory().manifest(),
                        assembly.embedder().traits());
    }
}
