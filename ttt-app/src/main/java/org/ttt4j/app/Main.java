package org.ttt4j.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Entry point of the command {@code ttt}. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 and 143
 * stopped by SIGINT and SIGTERM. Every failure is one sentence on the error stream. Thread-safe.
 */
public final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private Main() {}

    /**
     * Runs one command line and ends the process with its exit code.
     *
     * @param args the words after {@code ttt}
     */
    public static void main(String[] args) {
        // Texts are UTF-8 everywhere, whatever the locale of the terminal says.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(List.of(args), System.in, out, err, Stop.onSignals()));
    }

    /**
     * Runs one command line in this process.
     *
     * @param args the words after {@code ttt}
     * @param in standard input
     * @param out for results
     * @param err for progress and failures
     * @param stop asks the command to end early
     * @return the exit code
     */
    static int run(List<String> args, InputStream in, PrintStream out, PrintStream err, Stop stop) {
        Invocation invocation = new Invocation(in, out, err, stop);
        int code;
        try {
            code = commandLine(invocation).execute(args.toArray(String[]::new));
        } catch (Throwable failure) { // also errors: a user gets a sentence, never a bare stack trace
            code = invocation.failed(failure);
        }
        if (out.checkError() && code == OK) {
            err.println("ttt: cannot write to standard output");
            code = FAILED;
        }
        return code;
    }

    private static CommandLine commandLine(Invocation invocation) {
        CommandLine line = new CommandLine(invocation.options(), new CommandFactory(invocation));
        line.setOut(writer(invocation.out()));
        line.setErr(writer(invocation.err()));
        line.registerConverter(Path.class, Main::path);
        line.setExecutionExceptionHandler((failure, command, parsed) -> invocation.failed(failure));
        line.setParameterExceptionHandler((failure, words) -> misused(invocation, failure));
        return line;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException impossible) {
            throw new TypeConversionException(Failures.sentence(impossible));
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int misused(Invocation invocation, ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        invocation.complain(failure.getMessage() + "; `" + command + " --help` shows the usage", failure);
        return USAGE;
    }
}
