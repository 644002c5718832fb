package org.ttt4j.index.faiss;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of these tests in a JVM of its own, on the class path, with a heap that neither grows nor shrinks. */
final class ChildJvm {

    /** What a child left: exit code and everything it printed. */
    record Outcome(int exitCode, String output) {}

    private ChildJvm() {}

    static Outcome run(Path directory, Class<?> main, String... arguments) throws IOException, InterruptedException {
        return run(directory, "", main, arguments);
    }

    /** With one more jar on the class path, or an empty text. */
    static Outcome run(Path directory, String jar, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "child", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:ErrorFile=" + directory.resolve("crash.log"),
                "-cp",
                System.getProperty("jdk.module.path")
                        + File.pathSeparator
                        + Path.of(System.getProperty("basedir"), "target", "test-classes")
                        + File.pathSeparator
                        + jar,
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the child ran for more than 120 s: " + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
