package org.ttt4j.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The artifacts as a user's Maven finds them: poms and jars in a local repository of its own, laid out as
 * {@code mvn install} does. What others have made comes from the repository of this build, or from where that got it.
 * Thread-safe.
 */
final class Installed {

    private static final Path REPOSITORY = Path.of("target", "repository").toAbsolutePath();
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Pattern MODULE = Pattern.compile("<module>(ttt-[a-z0-9-]+)</module>");
    private static final Path OURS = REPOSITORY.resolve("org/ttt4j");

    static {
        Distribution.delete(OURS); // of an earlier run
        try {
            install("ttt-parent", Distribution.REPOSITORY);
            for (String module : modules()) {
                install(module, Distribution.REPOSITORY.resolve(module));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Installed() {}

    /** The modules that are published, as the root pom lists them. */
    static List<String> modules() throws IOException {
        Matcher modules = MODULE.matcher(Files.readString(Distribution.REPOSITORY.resolve("pom.xml")));
        return modules.results().map(found -> found.group(1)).toList();
    }

    /** Maven, quiet, in a directory, finding our artifacts in this repository and nowhere else. */
    static Launch maven(Path directory, String... words) {
        return Launch.of(
                        Distribution.REPOSITORY.resolve("mvnw"),
                        "-B",
                        "-q",
                        "-ntp",
                        "-Dstyle.color=never",
                        "-Dmaven.repo.local=" + REPOSITORY,
                        "-Dmaven.repo.local.tail=" + System.getProperty("ttt.maven.repository"))
                .words((Object[]) words)
                .in(directory);
    }

    private static void install(String artifact, Path directory) throws IOException {
        Path place = Files.createDirectories(OURS.resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(directory.resolve("pom.xml"), place.resolve(name + ".pom"));
        Path jar = directory.resolve("target").resolve(name + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, place.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
