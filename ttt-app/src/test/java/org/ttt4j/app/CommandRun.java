package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One command line run in this process. */
record CommandRun(int code, String out, String err) {

    /** Backends in pure Java, so that nothing native is needed. */
    static final List<String> PURE_JAVA = List.of(
            "--set",
            "ttt.embedder.use=hash",
            "--set",
            "ttt.index.use=exact",
            "--set",
            "ttt.selector.use=nn",
            "--set",
            "ttt.trainer.use=bytes");

    static CommandRun of(Object... words) {
        return of(new Stop(), words);
    }

    /** With the pure Java backends chosen. */
    static CommandRun pure(Object... words) {
        List<Object> all = new ArrayList<>(PURE_JAVA);
        all.addAll(List.of(words));
        return of(all.toArray());
    }

    static CommandRun of(Stop stop, Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> args = new ArrayList<>();
        for (Object word : words) {
            args.add(word.toString());
        }
        int code = Main.run(
                args,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                stop);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Demands success. */
    CommandRun succeeded() {
        assertThat(code).as("exit code; stderr: %s", err).isZero();
        return this;
    }

    /** Demands a failure told in exactly one line that holds all the words, and nothing on standard output. */
    CommandRun failed(int wanted, String... words) {
        assertThat(err).startsWith("ttt: ").endsWith("\n").contains(words);
        assertThat(err.lines()).as("lines of stderr").hasSize(1);
        assertThat(err).doesNotContain("Exception", "\tat ");
        assertThat(out).isEmpty();
        assertThat(code).isEqualTo(wanted);
        return this;
    }

    JsonNode json() {
        try {
            return Json.MAPPER.readTree(succeeded().out);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("wanted JSON, found " + out, notJson);
        }
    }
}
