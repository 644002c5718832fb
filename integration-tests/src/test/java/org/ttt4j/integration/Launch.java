package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One start of a program, most often the packaged {@code bin/ttt}, as a process of its own. Confined to one thread. */
final class Launch {

    private static final long TIMEOUT_SECONDS = 600;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path directory = Distribution.WORK;
    private String input = "";

    private Launch(Path program, Object... words) {
        command.add(program.toString());
        words(words);
        on(Jdks.current());
        options("");
    }

    /** {@code bin/ttt} of the unpacked distribution with these words, paths among them. */
    static Launch ttt(Object... words) {
        return of(Distribution.home().resolve("bin/ttt"), words);
    }

    /** Any program with these words. */
    static Launch of(Path program, Object... words) {
        return new Launch(program, words);
    }

    /** With more words at the end. */
    Launch words(Object... more) {
        Stream.of(more).map(Object::toString).forEach(command::add);
        return this;
    }

    /** On another Java. */
    Launch on(Path javaHome) {
        return with("JAVA_HOME", javaHome.toString());
    }

    /** With an environment variable. */
    Launch with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * With more JVM options, relative to the working directory because a space would part them. JavaCPP's cache is never
     * the user's: a native library of an earlier build, if it has the same size, would be taken for the present one.
     */
    Launch options(String options) {
        return with("TTT_JAVA_OPTS", "-Dorg.bytedeco.javacpp.cachedir=natives " + options);
    }

    /** With the pure-Java embedder, which opens in a moment: for what does not depend on the embedder. */
    Launch hashed() {
        return with("CONFIG_FORCE_ttt_embedder_use", "hash");
    }

    /** With the pure-Java trainer as well. */
    Launch light() {
        return hashed().with("CONFIG_FORCE_ttt_trainer_use", "bytes");
    }

    /** In another working directory. */
    Launch in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    /** With text on standard input. */
    Launch input(String text) {
        input = text;
        return this;
    }

    /** Behind another command, such as {@code prlimit --fsize=1000}. */
    Launch behind(String... prefix) {
        command.addAll(0, List.of(prefix));
        return this;
    }

    /** Open to Ctrl-C even if this test is not: a shell's background job, and all it starts, ignores it. */
    Launch interruptible() {
        return behind("env", "--default-signal=INT");
    }

    /** Runs to the end. */
    Outcome run() {
        try (Running running = start()) {
            return running.await();
        }
    }

    /** Runs to the end, which must be a success. */
    Outcome succeed() {
        Outcome outcome = run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome;
    }

    /** Starts and returns at once. */
    Running start() {
        try {
            Path streams = Files.createTempDirectory(Files.createDirectories(Distribution.WORK), "streams");
            Path in = Files.writeString(streams.resolve("in"), input);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(streams.resolve("out").toFile())
                    .redirectError(streams.resolve("err").toFile());
            builder.environment().putAll(environment);
            return new Running(builder.start(), streams, String.join(" ", command));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A process that was started; closing it kills what is left of it. */
    record Running(Process process, Path streams, String command) implements AutoCloseable {

        /** Waits for the end. */
        Outcome await() {
            try {
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s: " + outcome(-1));
                }
                return outcome(process.exitValue());
            } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
            }
        }

        /** Waits until something holds; fails if the process ends first. */
        Running until(BooleanSupplier condition) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            while (!condition.getAsBoolean()) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new AssertionError("it never came to the point waited for: " + await());
                }
                try {
                    Thread.sleep(5);
                } catch (InterruptedException interruption) {
                    throw new IllegalStateException(interruption);
                }
            }
            return this;
        }

        /** Sends a signal by name: {@code KILL}, {@code INT}, {@code TERM}. */
        Running signal(String name) {
            try {
                int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
                assertThat(exit).as("kill -%s", name).isZero();
                return this;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
            }
        }

        private Outcome outcome(int exit) {
            try {
                return new Outcome(
                        command,
                        exit,
                        Files.readString(streams.resolve("out")),
                        Files.readString(streams.resolve("err")));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** What a process left behind. */
    record Outcome(String command, int exit, String out, String err) {

        /** Checks that the process failed as promised, with exit code 1 or 2. */
        Outcome refused(String... words) {
            assertThat(exit).as(toString()).isBetween(1, 2);
            return failedWith(exit, words);
        }

        /** Standard output as JSON. */
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (JsonProcessingException failure) {
                throw new AssertionError("standard output is not JSON: " + this, failure);
            }
        }

        /**
         * Checks that the process failed as failing is promised: with this exit code, one sentence on the error stream
         * that holds all the words, nothing on the other, no stack trace.
         */
        Outcome failedWith(int code, String... words) {
            assertThat(exit).as(toString()).isEqualTo(code);
            assertThat(err.lines().filter(line -> line.startsWith("ttt: ")))
                    .as(toString())
                    .hasSize(1);
            for (String word : words) {
                assertThat(err).as(toString()).contains(word);
            }
            assertThat(err).as(toString()).doesNotContain("\tat ", "Exception", "SIGSEGV");
            assertThat(out).as(toString()).isEmpty();
            return this;
        }

        @Override
        public String toString() {
            return "$ " + command + "\nexit code " + exit + "\n--- out\n" + out + "\n--- err\n" + err;
        }
    }
}
