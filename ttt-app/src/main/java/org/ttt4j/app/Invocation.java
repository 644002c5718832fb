package org.ttt4j.app;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.ttt4j.api.RunControl;

/**
 * One run of the program: its streams, global options, progress and cancellation, and the configuration and backends
 * that follow from the options. Commands get it through their constructor. Confined to one thread, apart from
 * {@link #control()}.
 */
final class Invocation {

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Stop stop;
    private final TttCommand options = new TttCommand();
    private final ProgressLine progress;
    private final RunControl control;
    private Registry registry;
    private Configuration configuration;

    Invocation(InputStream in, PrintStream out, PrintStream err, Stop stop) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.stop = stop;
        this.progress = new ProgressLine(err, Boolean.getBoolean("ttt.stderr.terminal"), System::nanoTime);
        this.control = RunControl.reportingTo(progress);
        stop.onRequest(control::cancel);
    }

    TttCommand options() {
        return options;
    }

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Progress goes to the error stream; cancelled by SIGINT and SIGTERM. */
    RunControl control() {
        return control;
    }

    ProgressLine progress() {
        return progress;
    }

    /** All backends on the path and in the plugin directories. */
    Registry registry() {
        if (registry == null) {
            registry = Registry.load(options.plugins());
        }
        return registry;
    }

    /** The configuration that follows from files, environment, system properties and {@code --set}. */
    Configuration configuration() {
        if (configuration == null) {
            configuration = configuration(List.of());
        }
        return configuration;
    }

    /** The same with options of a command that stand for keys. */
    Configuration configuration(List<Shorthand> shorthands) {
        return Configuration.load(
                registry(),
                new ConfigurationSources(
                        options.config(), System.getenv(), System.getProperties(), shorthands, options.settings()));
    }

    /** The configured backends without an index: embedder, selectors and trainer open when first asked for. */
    Assembly open() {
        return Assembly.open(configuration(), Optional.empty(), control);
    }

    /** The configured backends over an index directory. */
    Assembly open(Path indexDirectory) {
        return Assembly.open(configuration(), Optional.of(indexDirectory), control);
    }

    /** Waits until the user asks for the end. */
    void awaitStop() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        stop.onRequest(asked::countDown);
        asked.await();
    }

    /** Prints a result: one JSON object with {@code --json}, else the text. */
    void print(Object json, Supplier<String> text) {
        progress.clear();
        out.print(options.json() ? Json.pretty(json) : text.get());
        out.println();
        out.flush();
    }

    /** Prints a line for people on the error stream. */
    void note(String line) {
        progress.clear();
        err.println(line);
    }

    /** Says what went wrong in one sentence, with the stack trace if the user asked for it. */
    void complain(String sentence, Throwable failure) {
        progress.clear();
        err.println("ttt: " + sentence.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?"));
        if (options.verbose()) {
            failure.printStackTrace(err);
        }
        err.flush();
    }

    /** Says what went wrong and tells the exit code. */
    int failed(Throwable failure) {
        if (stop.exitCode() != 0 && Failures.root(failure) instanceof CancellationException) {
            complain("stopped", failure);
            return stop.exitCode();
        }
        complain(Failures.sentence(failure), failure);
        return Failures.exitCode(failure);
    }
}
