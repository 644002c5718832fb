package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each module brings to the class path of a program, resolved as a user's Maven does, against README.md. */
class ClosureIT {

    private static final Path WORK = Distribution.WORK.resolve("closures");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(ttt-[a-z0-9-]+)` \\|[^|]*\\| *(\\d+) *\\| *([0-9.]+) *\\|$");
    private static final double MEGABYTE = 1e6;

    private static final Map<String, List<Path>> CLOSURES = new TreeMap<>();

    @BeforeAll
    static void resolve() throws IOException {
        List<String> modules = Installed.modules().stream()
                .filter(module -> !module.equals("ttt-bom"))
                .toList();
        for (String module : modules) {
            write(module, """
                      <dependencyManagement>
                        <dependencies>
                          <dependency>
                            <groupId>org.ttt4j</groupId>
                            <artifactId>ttt-bom</artifactId>
                            <version>0.1.0-SNAPSHOT</version>
                            <type>pom</type>
                            <scope>import</scope>
                          </dependency>
                        </dependencies>
                      </dependencyManagement>
                      <dependencies>
                        <dependency>
                          <groupId>org.ttt4j</groupId>
                          <artifactId>%s</artifactId>
                        </dependency>
                      </dependencies>
                    """.formatted(module));
        }
        write(
                ".",
                "<modules>"
                        + modules.stream()
                                .map(module -> "<module>" + module + "</module>")
                                .collect(Collectors.joining())
                        + "</modules>");
        Installed.maven(
                        WORK,
                        "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath",
                        "-Dmdep.includeScope=runtime",
                        "-Dmdep.outputFile=classpath")
                .succeed();
        for (String module : modules) {
            String path = Files.readString(WORK.resolve(module).resolve("classpath"));
            CLOSURES.put(
                    module,
                    Arrays.stream(path.split(File.pathSeparator, -1))
                            .map(Path::of)
                            .toList());
        }
    }

    /** The BOM names every module: without a version its project would not have resolved. */
    @Test
    void selectionNeedsTheApiAndNothingElse() {
        assertThat(names("ttt-api")).containsExactly("ttt-api");
        assertThat(names("ttt-select")).containsExactly("ttt-api", "ttt-select");
        assertThat(names("ttt-index-exact")).containsExactly("ttt-api", "ttt-index-exact");
        assertThat(names("ttt-testkit")).containsExactly("ttt-api", "ttt-testkit");
    }

    @Test
    void backendsDoNotBringTheApplication() {
        CLOSURES.forEach((module, jars) -> {
            if (!module.equals("ttt-app")) {
                assertThat(names(module))
                        .as(module)
                        .doesNotContain("ttt-app", "guice", "guava", "config", "picocli", "junit-jupiter-api");
            }
        });
        assertThat(names("ttt-index-faiss")).containsExactly("javacpp", "ttt-api", "ttt-index-faiss");
    }

    @Test
    void theReadmeTellsJarsAndMegabytes() throws IOException {
        StringBuilder reality = new StringBuilder("jars and megabytes:\n");
        CLOSURES.forEach((module, jars) ->
                reality.append("%s %d %.1f%n".formatted(module, jars.size(), bytes(jars) / MEGABYTE)));
        Map<String, double[]> told = new TreeMap<>();
        ROW.matcher(Files.readString(Distribution.REPOSITORY.resolve("README.md")))
                .results()
                .forEach(row -> told.put(
                        row.group(1),
                        new double[] {Double.parseDouble(row.group(2)), Double.parseDouble(row.group(3))}));
        assertThat(told.keySet()).as(reality.toString()).isEqualTo(CLOSURES.keySet());
        told.forEach((module, row) -> {
            List<Path> jars = CLOSURES.get(module);
            double megabytes = bytes(jars) / MEGABYTE;
            assertThat(row[0]).as("jars of %s; %s", module, reality).isEqualTo(jars.size());
            assertThat(row[1]).as("MB of %s; %s", module, reality).isCloseTo(megabytes, within(0.1 + 0.1 * megabytes));
        });
    }

    private static Set<String> names(String module) {
        return CLOSURES.get(module).stream()
                .map(jar -> jar.getFileName().toString().replaceAll("-v?\\d.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long bytes(List<Path> jars) {
        return jars.stream().mapToLong(ClosureIT::size).sum();
    }

    private static long size(Path jar) {
        try {
            return Files.size(jar);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void write(String folder, String content) throws IOException {
        Path directory = Files.createDirectories(WORK.resolve(folder));
        Files.writeString(
                directory.resolve("pom.xml"), """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.example</groupId>
                  <artifactId>%s</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                %s
                </project>
                """.formatted(folder.equals(".") ? "all" : "uses-" + folder, content));
    }
}
