package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Settings;
import org.ttt4j.server.ServerSettings;
import org.ttt4j.server.TttServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttt serve}: the configured parts behind HTTP, until it is told to stop. Confined to one thread. */
@Command(
        name = "serve",
        description = {
            "Answer over HTTP, adapting the model to each request.",
            "Speaks OpenAI's protocol for completions and embeddings; /openapi.json describes all of it, and / is a page"
                    + " to try it. Keys below ttt.server set the rest (`ttt config` lists them). Ctrl-C lets running"
                    + " requests end; a second one does not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt serve --index my-index",
            "  ttt serve --index my-index --port 0 --json",
            "  ttt serve --index my-index --host 0.0.0.0 --set ttt.server.keys-file=keys.txt",
            "  ttt serve --index my-index --set ttt.trainer.tensorflow.adaptation=lora"
        })
final class ServeCommand implements Callable<Integer> {

    static final String PATH = "ttt.server";
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    private final Invocation invocation;
    private final Logger jetty = Logger.getLogger("org.eclipse.jetty"); // held, or its level would be forgotten

    @Option(
            names = "--index",
            paramLabel = "DIR",
            description = "Index directory to learn from (key ttt.server.index).")
    private String index;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen (key ttt.server.host).")
    private String host;

    @Option(names = "--port", paramLabel = "N", description = "0 for any free port (key ttt.server.port).")
    private String port;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The trainer's model (short for ttt.trainer.<id>.model).")
    private String model;

    ServeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        quietLog();
        Configuration configuration = ModelOption.apply(invocation, model, shorthands());
        Settings settings = configuration.settings(PATH);
        Path directory = settings.path("index")
                .orElseThrow(() -> new ConfigException(
                        PATH + ".index", "", "found none, wanted --index DIR with what `ttt index build` made"));
        int pollSeconds = settings.integer("index-poll-seconds", 5, 0, 86_400);
        ServerSettings server = ServerSettings.from(settings);
        try (Served served = Served.open(configuration, directory, invocation.control());
                TttServer running = TttServer.start(served.parts(), server);
                IndexWatch watch = new IndexWatch(served, running, pollSeconds)) {
            watch.start();
            ObjectNode json = Json.MAPPER.createObjectNode();
            json.put("uri", running.uri().toString());
            json.put("index", directory.toString());
            invocation.print(json, () -> "listening on " + running.uri() + " (Ctrl-C ends it)");
            invocation.awaitStop();
            invocation.note("ttt: letting running requests end");
        }
        return Main.OK;
    }

    /** One line for each request, not two, and none about Jetty's parts; unless the user has a log file of their own. */
    private void quietLog() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            if (System.getProperty(LOG_FORMAT) == null) {
                System.setProperty(LOG_FORMAT, "%1$tF %1$tT %4$s %5$s%6$s%n");
            }
            jetty.setLevel(Level.WARNING);
        }
    }

    private List<Shorthand> shorthands() {
        List<Shorthand> all = new ArrayList<>();
        Optional.ofNullable(index).ifPresent(value -> all.add(new Shorthand("--index", PATH + ".index", value)));
        Optional.ofNullable(host).ifPresent(value -> all.add(new Shorthand("--host", PATH + ".host", value)));
        Optional.ofNullable(port).ifPresent(value -> all.add(new Shorthand("--port", PATH + ".port", value)));
        return all;
    }
}
