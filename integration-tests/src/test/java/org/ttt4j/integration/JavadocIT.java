package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Javadoc of all modules that export something, made at once and without a warning: references, markup and syntax,
 * and nothing exported without a comment, a parameter or a result.
 */
class JavadocIT {

    private static final Path OUT = Distribution.WORK.resolve("javadoc");

    @Test
    void theModulesAreDocumentedWithoutAWarning() throws IOException {
        Set<String> exporting = ModuleFinder.of(Distribution.home().resolve("lib")).findAll().stream()
                .map(reference -> reference.descriptor())
                .filter(module -> module.name().startsWith("org.ttt4j.")
                        && !module.exports().isEmpty())
                .map(module -> module.name())
                .collect(Collectors.toSet());
        assertThat(exporting).hasSizeGreaterThan(6);
        List<String> words = new ArrayList<>(List.of("-quiet", "-d", OUT.toString(), "-Xdoclint:all"));
        words.addAll(List.of("-Werror", "--release", "17", "-encoding", "UTF-8"));
        words.addAll(List.of(
                "-overview",
                Distribution.REPOSITORY
                        .resolve("ttt-api/src/main/javadoc/overview.html")
                        .toString()));
        // The testkit's contracts need JUnit and AssertJ, which the distribution does not have.
        words.addAll(
                List.of("--module-path", Distribution.home().resolve("lib") + File.pathSeparator + testLibraries()));
        for (String module : exporting) {
            words.addAll(List.of("--module-source-path", module + "=" + sources(module)));
        }
        words.addAll(List.of("--module", String.join(",", exporting)));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int exit = ToolProvider.findFirst("javadoc").orElseThrow().run(writer, writer, words.toArray(String[]::new));
        assertThat(exit).as(output.toString()).isZero();
        assertThat(output.toString()).doesNotContain("warning");
        assertThat(OUT.resolve("index.html"))
                .content()
                .contains("query -&gt; Embedder -&gt; VectorIndex")
                .contains("org.ttt4j.api");
    }

    /** JUnit, AssertJ and what they need, from where this test has them. */
    private static String testLibraries() {
        return Stream.of("jdk.module.path", "java.class.path")
                .flatMap(path -> Stream.of(System.getProperty(path, "").split(File.pathSeparator, -1)))
                .filter(jar -> jar.matches(".*/(junit|apiguardian|opentest4j|assertj|byte-buddy)[^/]*\\.jar"))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The directories that a module is compiled from, generated ones included. */
    private static String sources(String module) throws IOException {
        Path home = Distribution.REPOSITORY.resolve(
                "ttt-" + module.substring("org.ttt4j.".length()).replace('.', '-'));
        try (Stream<Path> generated = Files.exists(home.resolve("target/generated-sources"))
                ? Files.list(home.resolve("target/generated-sources"))
                : Stream.empty()) {
            return Stream.concat(Stream.of("src/main/java", "src/main/java9").map(home::resolve), generated)
                    .filter(Files::isDirectory)
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
