package org.ttt4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/embedding.md that need LangChain4j, which the distribution does not have. */
class DocumentationTests {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    @TempDir
    private Path directory;

    @Test
    void theBeansCompile() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "embedding.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("dev.langchain4j"))
                .toList();
        assertThat(blocks).hasSize(1);
        Path file = Files.writeString(directory.resolve("Beans.java"), blocks.get(0));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        output,
                        output,
                        "-Xlint:all",
                        "-Werror",
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        file.toString());
        assertThat(exit).as(output.toString(StandardCharsets.UTF_8)).isZero();
    }
}
