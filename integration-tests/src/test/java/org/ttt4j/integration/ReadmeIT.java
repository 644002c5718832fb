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
 * README.md against the distribution: its Java compiles, its commands and options exist. Java blocks that declare a
 * module or types form one module together; each other block is the body of a method.
 */
class ReadmeIT {

    private static final Path WORK = Distribution.WORK.resolve("readme");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```");
    private static final Pattern MODULE = Pattern.compile("(?m)^(open )?module ");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final |abstract |sealed )*(?:class|record|interface|enum) (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\$ )?(?:\\./|bin/)ttt (.*(?:\\\\\\n.*)*)$");

    private static String readme;

    @BeforeAll
    static void read() throws IOException {
        readme = Files.readString(Distribution.REPOSITORY.resolve("README.md"));
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
        assertThat(commands).as("commands in README.md").isNotEmpty();
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
