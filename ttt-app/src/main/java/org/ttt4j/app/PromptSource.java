package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The three ways to hand over a prompt, exactly one of which a user takes. Confined to one thread. */
final class PromptSource {

    @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt itself.")
    private String text;

    @Option(names = "--prompt-file", paramLabel = "FILE", description = "A UTF-8 file with the prompt.")
    private Path file;

    @Parameters(paramLabel = "-", arity = "0..1", description = "Read the prompt from standard input.")
    private String dash;

    /**
     * The prompt.
     *
     * @throws CommandException if it is blank or not UTF-8
     * @throws IOException if the file cannot be read
     */
    String read(InputStream standardInput) throws IOException {
        if (dash != null && !dash.equals("-")) {
            throw CommandException.usage("found the argument \"" + dash
                    + "\", wanted --prompt TEXT, --prompt-file FILE or - for standard input");
        }
        String prompt = text != null
                ? text
                : file != null
                        ? decoded(Files.readAllBytes(regular(file)), file.toString())
                        : decoded(standardInput.readAllBytes(), "standard input");
        if (prompt.isBlank()) {
            throw CommandException.failed("the prompt is empty, wanted some text");
        }
        return prompt;
    }

    /**
     * A whole text.
     *
     * @param file a UTF-8 file, - for standard input
     * @throws CommandException if it is not UTF-8
     * @throws IOException if it cannot be read
     */
    static String whole(Path file, InputStream standardInput) throws IOException {
        return file.toString().equals("-")
                ? decoded(standardInput.readAllBytes(), "standard input")
                : decoded(Files.readAllBytes(regular(file)), file.toString());
    }

    private static Path regular(Path file) {
        if (Files.isDirectory(file)) {
            throw CommandException.failed(file + ": is a directory, wanted a text file");
        }
        return file;
    }

    private static String decoded(byte[] bytes, String origin) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw CommandException.failed(origin + ": is not UTF-8, wanted UTF-8 text", notUtf8);
        }
    }
}
