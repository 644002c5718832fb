package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ttt4j.api.OnlineStatistics;
import org.ttt4j.store.BadLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttt stream prepare}: collects what the optimizer {@code rms} divides by. Confined to one thread. */
@Command(
        name = "prepare",
        description = {
            "Collect the root-mean-square gradients of a model on text that it was trained on, for the optimizer rms of"
                    + " dynamic evaluation.",
            "The model and what is adapted must be those of the stream; segments should be as long. Adapters begin at a product"
                    + " of zero, where one half of them has no gradient: it gets the mean of the other half."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt stream prepare --data train.jsonl.gz --out rms.statistics",
            "  ttt stream --data book.txt --optimizer rms --learning-rate 1e-5 --set"
                    + " ttt.trainer.tensorflow.rms-statistics=rms.statistics"
        })
final class StreamPrepareCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Training text: text or JSON lines, also .gz or .zst; - for standard input.")
    private String data;

    @Option(names = "--out", required = true, paramLabel = "STATS", description = "File to write, replaced if there.")
    private Path out;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How much of it to read at most (default: ${DEFAULT-VALUE}).")
    private long tokens;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model directory; short for --set ttt.trainer.<use>.model=DIR.")
    private String model;

    @Mixin
    private StreamArguments arguments;

    StreamPrepareCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (tokens < 1) {
            throw CommandException.usage("found --tokens " + tokens + ", wanted at least 1");
        }
        StreamInput.Place place = new StreamInput.Place(data, StreamInput.Format.AUTO);
        Configuration configuration =
                collecting(ModelOption.apply(invocation, model, arguments.shorthands(invocation)));
        StreamSettings settings = StreamSettings.from(configuration.settings("ttt.stream"));
        AppSettings app = configuration.app();
        BadLines bad = new BadLines(app.onBadLine());
        try (Assembly assembly = Assembly.open(configuration, Optional.empty(), invocation.control());
                StreamInput input =
                        StreamInput.open(place, invocation.in(), app.maxLineBytes(), bad, invocation.control())) {
            long read = OnlineStatistics.collect(
                    assembly.trainer(), settings.options(false), input, tokens, out, invocation.control());
            if (bad.total() > 0) {
                invocation.note("ttt: " + place.name() + ": " + bad.sentence());
            }
            ObjectNode json = Json.MAPPER.createObjectNode();
            json.put("statistics", out.toString());
            json.put("tokens", read);
            json.put("model", assembly.trainer().traits().fingerprint());
            invocation.print(json, () -> out + ": gradients on " + read + " tokens");
        }
        return Main.OK;
    }

    /** The settings of the stream would ask for the very file that is to be made; gradients are those of any optimizer. */
    private static Configuration collecting(Configuration configuration) {
        String path =
                Slot.TRAINER.path(configuration.chosen(Slot.TRAINER).provider().id());
        Configuration collecting = configuration;
        for (String[] pair : new String[][] {{"optimizer", "sgd"}, {"rms-statistics", ""}}) {
            if (configuration.defaults().hasPath(path + "." + pair[0])) {
                collecting = collecting.with(path + "." + pair[0], pair[1], "ttt stream prepare");
            }
        }
        return collecting;
    }
}
