package org.ttt4j.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ttt4j.api.Undo;

/** Writes what {@link CorpusFile} reads. Complete once closed. Confined to one thread. */
final class CorpusFileWriter implements AutoCloseable {

    private final NamedOutput texts;
    private final NamedOutput offsets;
    private long count;

    private CorpusFileWriter(NamedOutput texts, NamedOutput offsets) {
        this.texts = texts;
        this.offsets = offsets;
    }

    static CorpusFileWriter create(Path directory) throws IOException {
        try (Undo undo = new Undo()) {
            NamedOutput texts = undo.push(new NamedOutput(directory.resolve(CorpusFile.TEXTS)));
            NamedOutput offsets = undo.push(new NamedOutput(directory.resolve(CorpusFile.OFFSETS)));
            return undo.keep(new CorpusFileWriter(texts, offsets));
        }
    }

    /** Appends a document; its id is the number of those before it. */
    void add(CorpusDocument document) throws IOException {
        writeOffset();
        texts.write(line(document));
        count++;
    }

    long count() {
        return count;
    }

    /** One line of JSON with its end, as every corpus of this program has it. */
    static byte[] line(CorpusDocument document) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", document.text());
        fields.put("meta", document.meta());
        return (Json.line(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        try (texts;
                offsets) {
            writeOffset();
        }
    }

    private void writeOffset() throws IOException {
        offsets.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(texts.bytes())
                .array());
    }
}
