package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ttt4j.integration.Launch.Outcome;
import org.ttt4j.integration.Launch.Running;

/**
 * The launcher {@code ./ttt} of a checkout, in a checkout whose Maven and apt are stand-ins that write down what they
 * are asked for: when it builds, when it does not, and what it says when something is missing.
 */
class LauncherIT {

    private static final Path CHECKOUT = Distribution.WORK.resolve("a check out");
    private static final Path TOOLS = Distribution.WORK.resolve("stand-ins");
    private static final Path LOG = CHECKOUT.resolve("asked.log");
    private static final Path SOURCE = CHECKOUT.resolve("ttt-app/src/main/java/Main.java");

    @BeforeEach
    void newCheckout() throws IOException {
        Distribution.delete(CHECKOUT);
        Distribution.delete(TOOLS);
        for (String file :
                List.of("ttt", "scripts/install-prerequisites.sh", "ttt-app/src/main/assembly/bin/common.sh")) {
            Files.createDirectories(CHECKOUT.resolve(file).getParent());
            Files.copy(
                    Distribution.REPOSITORY.resolve(file), CHECKOUT.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String file : List.of("pom.xml", ".mvn/jvm.config", "LICENSE", "NOTICE", "ttt-app/pom.xml")) {
            write(CHECKOUT.resolve(file), file);
        }
        write(SOURCE, "class Main {}");
        script(CHECKOUT.resolve("mvnw"), """
                printf 'mvnw %s JAVA_HOME=%s\\n' "$*" "${JAVA_HOME:+set}" >>asked.log
                if [ -e broken ]; then echo 'it does not compile'; exit 1; fi
                sleep 0.5
                app=ttt-app/target/distribution/ttt-0
                mkdir -p "$app/bin"
                cp stand-in "$app/bin/ttt"
                """);
        script(
                CHECKOUT.resolve("stand-in"),
                "printf '<%s>' \"$@\"\nif [ \"$1\" = sleep ]; then exec sleep \"$2\"; fi\nexit 7");
        script(TOOLS.resolve("dpkg-query"), "printf installed");
        script(TOOLS.resolve("id"), "echo 1000");
        script(TOOLS.resolve("sudo"), "exit 1");
        script(TOOLS.resolve("apt-get"), "printf 'apt-get %s\\n' \"$*\" >>'" + LOG + "'");
    }

    @Test
    void wordsAndExitCodePassThroughALinkFromAnywhere() throws IOException {
        Path link = Files.createSymbolicLink(TOOLS.resolve("a link"), CHECKOUT.resolve("ttt"));
        Outcome outcome =
                launch(link, "a b", "", "$HOME", "it's", "*").in(TOOLS).run();
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(7);
        assertThat(outcome.out()).isEqualTo("<a b><><$HOME><it's><*>");
        assertThat(outcome.err()).contains("building", "built in").doesNotContain("failed");
    }

    @Test
    void onlyAStaleApplicationIsBuilt() throws IOException {
        assertThat(start().err()).contains("building");
        assertThat(start().err()).isEmpty();
        write(CHECKOUT.resolve("ttt-app/src/test/java/MainTests.java"), "class MainTests {}");
        assertThat(start().err()).isEmpty();
        write(SOURCE, "class Main { int changed; }");
        assertThat(start().err()).contains("building");
        write(CHECKOUT.resolve("ttt-app/src/main/resources/new.conf"), "");
        assertThat(start().err()).contains("building");
        assertThat(asked()).hasSize(3).allSatisfy(line -> assertThat(line)
                .startsWith("mvnw -B -ntp package")
                .endsWith("JAVA_HOME=set"));
    }

    @Test
    void aBuildMadeForOtherMavenOptionsIsStale() {
        start();
        assertThat(ttt().with("TTT_MAVEN_ARGS", "-Pgpu").run().err()).contains("building");
        assertThat(asked().get(1)).contains("-Pgpu");
    }

    @Test
    void twoStartsAtOnceBuildOnce() {
        try (Running one = ttt("one").start();
                Running other = ttt("other").start()) {
            assertThat(one.await().out()).isEqualTo("<one>");
            assertThat(other.await().out()).isEqualTo("<other>");
        }
        assertThat(asked()).hasSize(1);
    }

    @Test
    void whatIsRunningKeepsItsFiles() throws IOException {
        start();
        Path first = builds().get(0);
        try (Running sleeper = ttt("sleep", "60").start()) {
            sleeper.until(() -> out(sleeper).contains("<60>"));
            write(SOURCE, "class Main { int changed; }");
            start();
            assertThat(builds()).hasSize(2).contains(first);
        }
        write(SOURCE, "class Main { int changedAgain; }");
        start();
        assertThat(builds()).hasSize(1).doesNotContain(first);
    }

    @Test
    void aFailedBuildShowsItsLastLines() throws IOException {
        write(CHECKOUT.resolve("broken"), "");
        Outcome outcome = start();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("it does not compile", "the build failed", "build.log");
        Files.delete(CHECKOUT.resolve("broken"));
        assertThat(start().out()).isEqualTo("<>");
    }

    @Test
    void withoutTheRightToInstallItPrintsTheOneCommandToType() throws IOException {
        script(TOOLS.resolve("dpkg-query"), "exit 1");
        Outcome outcome = start();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("sudo apt-get update && sudo apt-get install -y g++ libfaiss-dev");
        assertThat(LOG).doesNotExist();
    }

    @Test
    void withTheRightItInstallsWhatIsMissing() throws IOException {
        script(TOOLS.resolve("dpkg-query"), "case $* in *libfaiss-dev*) exit 1 ;; esac; printf installed");
        script(TOOLS.resolve("id"), "echo 0");
        assertThat(start().exit()).isEqualTo(7);
        assertThat(asked().get(0)).startsWith("apt-get").endsWith("install -y --no-install-recommends libfaiss-dev");
    }

    @Test
    void aptThatFailsIsToldAndNothingIsBuilt() throws IOException {
        script(TOOLS.resolve("dpkg-query"), "exit 1");
        script(TOOLS.resolve("id"), "echo 0");
        script(TOOLS.resolve("apt-get"), "echo 'E: no route to the mirror'; exit 100");
        Outcome outcome = start();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("E: no route to the mirror", "could not install g++");
        assertThat(LOG).doesNotExist();
    }

    @Test
    void withoutAWritableHomeDownloadsStayInTheCheckout() {
        assertThat(ttt().with("HOME", "/proc/nobody").run().exit()).isEqualTo(7);
        assertThat(asked().get(0)).contains("-Dmaven.repo.local=" + CHECKOUT.resolve(".ttt/m2/repository"));
    }

    @Test
    void testRunsVerifyWithItsOptions() {
        assertThat(ttt("test", "-Dttt.require=onnx").run().exit()).isZero();
        assertThat(asked()).hasSize(1);
        assertThat(asked().get(0)).startsWith("mvnw -B -ntp verify -Dttt.require=onnx");
    }

    @Test
    void aJavaThatIsTooOldIsNamed() throws IOException {
        script(
                TOOLS.resolve("ask"),
                ". '" + CHECKOUT + "/ttt-app/src/main/assembly/bin/common.sh'\nfind_java 99 javac");
        Outcome outcome = launch(TOOLS.resolve("ask")).run();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("wanted a JDK of version 99 or newer")
                .containsOnlyOnce(Jdks.current() + " (version ")
                .hasLineCount(1);
    }

    private static Outcome start() {
        return ttt("").run();
    }

    private static Launch ttt(Object... words) {
        return launch(CHECKOUT.resolve("ttt"), words);
    }

    private static Launch launch(Path program, Object... words) {
        return Launch.of(program, words)
                .with("PATH", TOOLS + ":" + System.getenv("PATH"))
                .with("TTT_MAVEN_ARGS", "");
    }

    private static String out(Running running) {
        try {
            return Files.readString(running.streams().resolve("out"));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static List<String> asked() {
        try {
            return Files.readAllLines(LOG);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static List<Path> builds() throws IOException {
        try (Stream<Path> files = Files.list(CHECKOUT.resolve(".ttt"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("app-"))
                    .toList();
        }
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/usr/bin/env bash\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
