package org.ttt4j.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A command line in a process of its own, to be killed. */
final class OwnProcess {

    private OwnProcess() {}

    /** Starts it with small and quick JVM settings; both streams go to a file. */
    static Process start(Path log, List<String> words) throws IOException {
        return start(log, List.of(), words);
    }

    /** The same behind another program, such as {@code prlimit}. */
    static Process start(Path log, List<String> before, List<String> words) throws IOException {
        String paths = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData", // a file beyond the limit that a test may set
                "-cp",
                paths,
                Main.class.getName()));
        command.addAll(words);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
