package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * README.md, docs/ and the Javadoc of all modules against the distribution: their Java compiles, and commands and options
 * exist. Java blocks that declare a module or types form one module together; each other block is the body of a method.
 * Blocks of Javadoc may use opened parts under their usual names and need no imports.
 */
class ReadmeIT {

    private static final Path WORK = Distribution.WORK.resolve("readme");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```");
    private static final Pattern MODULE = Pattern.compile("(?m)^(open )?module ");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final |abstract |sealed )*(?:class|record|interface|enum) (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\$ )?(?:\\./|bin/)?ttt ((?:.*\\\\\\n)*.*)$");

    private static final Pattern SAMPLE = Pattern.compile("(?s)<pre>(?:\\{@code)?\\n(.*?)(?: *\\* \\})?</pre>");
    private static final String PREAMBLE = """
            import java.nio.file.*;
            import java.util.*;
            import org.ttt4j.api.*;
            import org.ttt4j.embed.onnx.*;
            import org.ttt4j.index.exact.*;
            import org.ttt4j.select.*;
            import org.ttt4j.server.*;
            import org.ttt4j.store.*;
            """;
    private static final String PARTS = """
            Embedder opened;
            Selector selector;
            Trainer trainer;
            ServerParts parts;
            """;

    private static String readme;

    /** One after the other: README.md, docs, the README of the examples. */
    @BeforeAll
    static void read() throws IOException {
        Path first = Distribution.REPOSITORY.resolve("README.md");
        List<Path> files = new ArrayList<>(List.of(first));
        try (Stream<Path> docs = Files.walk(Distribution.REPOSITORY.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        }
        files.add(Distribution.REPOSITORY.resolve("examples/README.md"));
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(Files.readString(file)).append('\n');
        }
        readme = all.toString();
    }

    @Test
    void samplesInJavadocCompile() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(Distribution.REPOSITORY, 8)) {
            for (Path file : walk.filter(one ->
                            one.toString().endsWith(".java") && one.toString().contains("/src/main/java"))
                    .sorted()
                    .toList()) {
                Matcher samples = SAMPLE.matcher(Files.readString(file));
                while (samples.find()) {
                    if (!file.endsWith("package-info.java") && !samples.group().contains("{@code")) {
                        continue; // a formula or a table
                    }
                    String body = samples.group(1)
                            .replaceAll("(?m)^ *\\*", "")
                            .replace("&gt;", ">")
                            .replace("&lt;", "<")
                            .replace("&amp;", "&");
                    String name = "Sample" + sources.size();
                    sources.add(write(
                            WORK.resolve("samples").resolve(name + ".java"),
                            PREAMBLE + "class " + name + " {\n" + PARTS + "void run() throws Exception {\n" + body
                                    + "}\n}\n"));
                }
            }
        }
        assertThat(sources).as("samples in Javadoc").hasSizeGreaterThan(2);
        compile(WORK.resolve("samples-classes"), List.of("--add-modules", "ALL-MODULE-PATH"), sources);
    }

    @Test
    void statementsCompile() throws IOException {
        List<String> bodies = blocks("java").stream()
                .filter(block ->
                        !MODULE.matcher(block).find() && !TYPE.matcher(block).find())
                .toList();
        assertThat(bodies).as("statement blocks in README.md").isNotEmpty();
        for (int i = 0; i < bodies.size(); i++) {
            String imports = lines(bodies.get(i), true);
            String source = imports + "class Block" + i + " {\nvoid run() throws Exception {\n"
                    + lines(bodies.get(i), false) + "}\n}\n";
            Path file = write(WORK.resolve("statements").resolve("Block" + i + ".java"), source);
            compile(WORK.resolve("statements-classes"), List.of("--add-modules", "ALL-MODULE-PATH"), List.of(file));
        }
    }

    @Test
    void typesCompileAsAModule() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String block : blocks("java")) {
            Matcher type = TYPE.matcher(block);
            Matcher home = PACKAGE.matcher(block);
            if (MODULE.matcher(block).find()) {
                files.add(write(WORK.resolve("module/module-info.java"), block));
            } else if (type.find()) {
                String folder = home.find() ? home.group(1).replace('.', '/') : "";
                files.add(write(WORK.resolve("module").resolve(folder).resolve(type.group(1) + ".java"), block));
            }
        }
        if (!files.isEmpty()) {
            compile(WORK.resolve("module-classes"), List.of(), files);
        }
    }

    @Test
    void commandsAndOptionsExist() throws IOException {
        List<String> commands = Stream.of("sh", "bash", "console", "text")
                .flatMap(kind -> blocks(kind).stream())
                .flatMap(block -> COMMAND.matcher(block).results().map(found -> found.group(1)))
                .filter(command -> !command.startsWith("test"))
                .toList();
        assertThat(commands).as("commands in README.md and docs").isNotEmpty();
        for (String command : commands) {
            // With --help at the end the command line is parsed, and refused if it is wrong, but nothing is run.
            String words = command.replaceAll("\\s[|>#].*", "");
            Path script = write(
                    WORK.resolve("command"),
                    "exec '" + Distribution.home().resolve("bin/ttt") + "' " + words + " --help\n");
            Launch.of(Path.of("/bin/bash"), script).succeed();
        }
    }

    private static List<String> blocks(String language) {
        return BLOCK.matcher(readme)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                // Not in the distribution: a test of ttt-langchain4j compiles these.
                .filter(block -> !block.contains("import dev.langchain4j"))
                .toList();
    }

    private static String lines(String block, boolean imports) {
        return block.lines()
                .filter(line -> line.startsWith("import ") == imports)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void compile(Path classes, List<String> options, List<Path> files) {
        List<String> words = new ArrayList<>(List.of("--release", "17", "-d", classes.toString()));
        words.addAll(List.of("--module-path", Distribution.home().resolve("lib").toString()));
        words.addAll(options);
        files.forEach(file -> words.add(file.toString()));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int exit = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, words.toArray(String[]::new));
        assertThat(exit).as("%s: %s", files, output).isZero();
    }
}
