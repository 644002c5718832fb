package org.ttt4j.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipException;

/**
 * Reads documents from JSON lines, plain, gzip or zstd, in the Pile's form
 * {@code {"text": "...", "meta": {"pile_set_name": "..."}}}. Lines that cannot be used go to {@link BadLines}; empty
 * lines are passed over. Confined to one thread.
 */
public final class CorpusReader implements AutoCloseable {

    // Lines are limited before they get here, so the parser's own limit on strings must not be the smaller one.
    static final ObjectMapper LINES = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String file;
    private final BadLines bad;
    private final LineReader lines;

    private CorpusReader(String file, BadLines bad, LineReader lines) {
        this.file = file;
        this.bad = bad;
        this.lines = lines;
    }

    /**
     * Opens a file.
     *
     * @param file plain, gzip or zstd, told by its first bytes
     * @param maxLineBytes longest line that can be used
     * @param bad told about every other line
     * @return a reader that the caller closes
     * @throws IOException if it cannot be opened
     * @throws StoreException if it is a directory, or its compression is damaged
     */
    public static CorpusReader open(Path file, int maxLineBytes, BadLines bad) throws IOException {
        return of(Files.newInputStream(regular(file)), file.toString(), maxLineBytes, bad);
    }

    /**
     * Reads from a stream.
     *
     * @param raw closed with the reader, or when this throws
     * @param file names it in messages
     * @param maxLineBytes longest line that can be used
     * @param bad told about every other line
     * @return a reader that the caller closes
     * @throws IOException if the stream cannot be closed
     * @throws UncheckedIOException if it cannot be read
     * @throws StoreException if its compression is damaged
     */
    public static CorpusReader of(InputStream raw, String file, int maxLineBytes, BadLines bad) throws IOException {
        try {
            return new CorpusReader(file, bad, new LineReader(Compression.decompressed(raw), maxLineBytes));
        } catch (IOException unreadable) {
            raw.close();
            throw unreadable instanceof EOFException || unreadable instanceof ZipException
                    ? new StoreException(
                            file + ": the compressed file is damaged (" + unreadable.getMessage() + ")", unreadable)
                    : new UncheckedIOException(unreadable);
        }
    }

    /**
     * {@return the next document that can be used, or empty at the end}
     *
     * @throws StoreException if the file's compression is damaged, or at a bad line if the policy is to fail
     * @throws IOException if the file cannot be read
     */
    public Optional<CorpusDocument> next() throws IOException {
        while (moved()) {
            Optional<CorpusDocument> document = current();
            if (document.isPresent()) {
                return document;
            }
        }
        return Optional.empty();
    }

    /**
     * Passes over lines that an earlier run has read, without looking at them.
     *
     * @param count how many lines from the beginning of the file, not from here; a file that has fewer is read to its
     *     end
     * @throws IOException if the file cannot be read
     */
    public void skip(long count) throws IOException {
        boolean more = true;
        while (more && lines.number() < count) {
            more = moved();
        }
    }

    /** {@return the number of the line that the last document came from, from 1} */
    public long line() {
        return lines.number();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private boolean moved() throws IOException {
        try {
            return lines.next();
        } catch (EOFException | ZipException | ZstdIOException damaged) {
            throw damaged(damaged);
        }
    }

    private StoreException damaged(IOException cause) {
        return new StoreException(
                file + ": the compressed file is damaged or cut short after line " + lines.number() + " ("
                        + cause.getMessage() + ")",
                cause);
    }

    private Optional<CorpusDocument> current() {
        if (lines.tooLong()) {
            return refused(BadLine.TOO_LONG, "the limit is ttt.corpus.max-line-bytes");
        }
        Optional<String> line = lines.text();
        if (line.isEmpty()) {
            return refused(BadLine.NOT_UTF8, "");
        }
        if (line.orElseThrow().isBlank()) {
            return Optional.empty();
        }
        JsonNode node;
        try {
            node = LINES.readTree(line.orElseThrow());
        } catch (JsonProcessingException notJson) {
            return refused(BadLine.NOT_JSON, notJson.getOriginalMessage());
        }
        if (!node.isObject()) {
            return refused(BadLine.NOT_JSON, "found " + node.getNodeType());
        }
        JsonNode text = node.get("text");
        if (text == null || !text.isTextual() || text.textValue().isBlank()) {
            return refused(BadLine.NO_TEXT, "wanted a field \"text\" that is not blank");
        }
        if (!wellFormed(text.textValue())) {
            return refused(BadLine.NOT_UTF8, "half of a surrogate pair");
        }
        return Optional.of(new CorpusDocument(text.textValue(), meta(node.path("meta"))));
    }

    private Optional<CorpusDocument> refused(BadLine kind, String detail) {
        bad.add(kind, file, lines.number(), detail);
        return Optional.empty();
    }

    private static Map<String, String> meta(JsonNode node) {
        Map<String, String> meta = new TreeMap<>();
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (!value.isNull()) {
                String text = value.isValueNode() ? value.asText() : value.toString();
                meta.put(field.getKey(), wellFormed(text) ? text : "?");
            }
        });
        return meta;
    }

    private static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                return false;
            }
        }
        return true;
    }

    private static Path regular(Path file) {
        if (Files.isDirectory(file)) {
            throw new StoreException(file + ": is a directory, wanted a file of JSON lines");
        }
        return file;
    }
}
