package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTests {

    @TempDir
    Path directory;

    /** Tries to take the lock of a directory and says what came of it; in a process of its own. */
    static final class Other {

        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (DirectoryLock lock = DirectoryLock.take(Path.of(arguments[0]), "other")) {
                System.out.println(lock == null ? "nothing" : "taken");
            } catch (StoreException refused) {
                System.out.println("refused " + refused.getMessage());
            }
        }
    }

    private String other(Path locked) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory.getParent(), "other", ".log");
        String paths = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        paths
                                + File.pathSeparator
                                + Path.of("target", "test-classes").toAbsolutePath(),
                        Other.class.getName(),
                        locked.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the other process ran for more than 60 s");
        }
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    @Test
    void anotherProcessIsRefusedNamingTheOwner() throws IOException, InterruptedException {
        String owner = "process " + ProcessHandle.current().pid() + " (ttt study run, since ";
        try (DirectoryLock held = DirectoryLock.take(directory, "study run")) {
            assertThat(held).isNotNull();
            assertThat(other(directory)).startsWith("refused").contains("is being changed by " + owner);
        }
        assertThat(other(directory)).startsWith("taken");
        assertThat(directory.resolve(DirectoryLock.FILE)).doesNotExist();
    }

    @Test
    void aRefusalWithinThisProcessLeavesTheLockWhereItIs() throws IOException, InterruptedException {
        try (DirectoryLock held = DirectoryLock.take(directory, "study run")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.take(directory, "index add"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " (ttt study run");
            assertThat(DirectoryLock.tryTake(directory, "index add")).isEmpty();
            assertThat(other(directory)).startsWith("refused");
        }
    }

    @Test
    void aDirectoryThatWasRenamedIsStillLocked() throws IOException, InterruptedException {
        Path before = Files.createDirectory(directory.resolve("a.building"));
        Path after = directory.resolve("a");
        try (DirectoryLock held = DirectoryLock.take(before, "index build")) {
            Files.move(before, after);
            held.moved(after);
            assertThat(DirectoryLock.tryTake(after, "index add")).isEmpty();
            assertThat(other(after)).startsWith("refused");
        }
        try (DirectoryLock again = DirectoryLock.take(after, "index add")) {
            assertThat(again).isNotNull();
        }
    }
}
