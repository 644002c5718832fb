package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two builds of one commit give the same bytes. One module is built a second time under other circumstances; of all
 * artifacts it is checked that nothing in them tells when, where and by whom they were made. To build all of them twice,
 * as {@code scripts/reproducible.sh} does, takes minutes.
 */
class ReproducibleIT {

    private static final String MODULE = "ttt-select";
    private static final Path COPY = Distribution.WORK.resolve("built again");
    private static final Path RELEASE = Distribution.WORK.resolve("release");
    private static final Pattern TIMESTAMP = Pattern.compile("<project.build.outputTimestamp>(.*)Z</");

    /** When every file is from, as the root pom says. */
    private static LocalDateTime timestamp;

    @BeforeAll
    static void readTimestamp() throws IOException {
        Matcher found = TIMESTAMP.matcher(Files.readString(Distribution.REPOSITORY.resolve("pom.xml")));
        assertThat(found.find()).isTrue();
        timestamp = LocalDateTime.parse(found.group(1));
    }

    /** At another time and place, by another user in another time zone, language and encoding. */
    @Test
    void aSecondBuildGivesTheSameBytes() throws IOException {
        copy("pom.xml", COPY);
        copy(MODULE + "/pom.xml", COPY);
        copy(MODULE + "/src/main", COPY);
        Installed.maven(COPY.resolve(MODULE), "package", "-Dmaven.test.skip=true")
                .with("TZ", "Pacific/Kiritimati")
                .with(
                        "MAVEN_OPTS",
                        "-Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1 -Duser.name=somebody")
                .succeed();
        Path first = jar(Distribution.REPOSITORY, MODULE);
        Path second = jar(COPY, MODULE);
        List<String> changed = new ArrayList<>(entries(second));
        changed.removeAll(entries(first));
        assertThat(changed)
                .as("what %s has otherwise than %s: name, time, checksum", second, first)
                .isEmpty();
        assertThat(second).hasSameBinaryContentAs(first);
    }

    /** What a release adds to each module; the plugins come from where this build's Maven gets its own. */
    @Test
    void aReleaseHasSourcesAndJavadoc() throws IOException {
        copy("pom.xml", RELEASE);
        copy(MODULE + "/pom.xml", RELEASE);
        copy(MODULE + "/src/main", RELEASE);
        Installed.maven(RELEASE.resolve(MODULE), "package", "-Prelease", "-Dmaven.test.skip=true")
                .succeed();
        Path target = RELEASE.resolve(MODULE).resolve("target");
        try (ZipFile sources = new ZipFile(
                        target.resolve(MODULE + "-0.1.0-SNAPSHOT-sources.jar").toFile());
                ZipFile javadoc = new ZipFile(
                        target.resolve(MODULE + "-0.1.0-SNAPSHOT-javadoc.jar").toFile())) {
            assertThat(sources.getEntry("org/ttt4j/select/SiftSelectorProvider.java"))
                    .isNotNull();
            assertThat(sources.getEntry("module-info.java")).isNotNull();
            assertThat(javadoc.stream().map(ZipEntry::getName))
                    .anyMatch(name -> name.endsWith("org/ttt4j/select/SiftSelectorProvider.html"));
        }
    }

    @Test
    void noJarTellsWhenAndWhereItWasMade() throws IOException {
        int jars = 0;
        for (String module : Installed.modules()) {
            Path jar = jar(Distribution.REPOSITORY, module);
            if (Files.exists(jar)) { // ttt-bom has none
                jars++;
                demandNothingTold(jar, Distribution.REPOSITORY.resolve(module).toString());
            }
        }
        assertThat(jars).isGreaterThan(10);
    }

    @Test
    void noArchiveTellsWhenAndByWhomItWasMade() throws IOException {
        try (ZipFile zip = new ZipFile(Distribution.archive("zip").toFile())) {
            assertThat(zip.stream()).hasSizeGreaterThan(30).allMatch(entry -> entry.getTimeLocal()
                    .equals(timestamp));
        }
        List<String> lines = Launch.of(
                        Path.of("tar"), "-tvf", Distribution.archive("tar"), "--utc", "--numeric-owner", "--full-time")
                .succeed()
                .out()
                .lines()
                .toList();
        String when = timestamp.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss"));
        assertThat(lines)
                .hasSizeGreaterThan(30)
                .allMatch(line -> line.contains(" 0/0 "))
                .allMatch(line -> line.contains(" " + when + " "));
    }

    private static void demandNothingTold(Path jar, String place) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                assertThat(entry.getTimeLocal()).as("%s in %s", entry, jar).isEqualTo(timestamp);
                try (InputStream in = zip.getInputStream(entry)) {
                    // One character a byte, so that paths are found in class files and native libraries as well.
                    String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                    assertThat(content.contains(place))
                            .as("%s in %s tells that it was made in %s", entry, jar, place)
                            .isFalse();
                }
            }
        }
    }

    private static List<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(entry -> entry + " " + entry.getTimeLocal() + " " + Long.toHexString(entry.getCrc()))
                    .toList();
        }
    }

    private static Path jar(Path root, String module) {
        return root.resolve(module).resolve("target").resolve(module + "-0.1.0-SNAPSHOT.jar");
    }

    private static void copy(String path, Path to) throws IOException {
        Path source = Distribution.REPOSITORY.resolve(path);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(Distribution.REPOSITORY.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
