package org.ttt4j.train.tf;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a main class of these tests in a JVM of its own, on the class path, with a heap that neither grows nor shrinks. */
final class ChildJvm {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ChildJvm() {}

    /** Whether this system says how much memory a process uses. */
    static boolean tellsItsMemory() {
        return Files.exists(STATUS);
    }

    /** A line of the own process's status in kilobytes: {@code VmRSS}, or {@code VmHWM} for the most there was. */
    static long kilobytes(String line) throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(text -> text.startsWith(line + ":"))
                .map(text -> text.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    /** What the child printed. */
    static String run(Path directory, Class<?> main, long minutes, String... arguments)
            throws IOException, InterruptedException {
        return run(directory, main, minutes, Map.of(), arguments);
    }

    /** The same with these variables, and none that a launcher would set, in its environment. */
    static String run(Path directory, Class<?> main, long minutes, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "child", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms192m",
                "-Xmx192m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                String.join(
                        File.pathSeparator,
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path"), // has the jars without classes: natives
                        Path.of("target", "test-classes").toAbsolutePath().toString()),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("TF_") || name.startsWith("OMP_"));
        builder.environment().putAll(environment);
        Process process = builder.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("the child ran for more than " + minutes + " minutes: " + Files.readString(output));
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException("the child ended with exit code " + process.exitValue() + ": " + printed);
        }
        return printed;
    }
}
