package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ttt4j.api.Undo;

/** Writes what {@link CorpusFile} reads. Complete once closed. Confined to one thread. */
final class CorpusFileWriter implements AutoCloseable {

    private final TextOutput texts;
    private final NamedOutput offsets;
    private long count;

    private CorpusFileWriter(TextOutput texts, NamedOutput offsets) throws IOException {
        this.texts = texts;
        this.offsets = offsets;
        if (offsets.bytes() == 0) {
            writeOffset();
        }
        this.count = offsets.bytes() / Long.BYTES - 1;
    }

    /** Begins in a directory without such files, or goes on behind what a checkpoint left there. */
    static CorpusFileWriter append(Path directory, TextFormat format) throws IOException {
        try (Undo undo = new Undo()) {
            TextOutput texts = undo.push(TextOutput.append(directory, format));
            NamedOutput offsets = undo.push(NamedOutput.appendingTo(directory.resolve(CorpusFile.OFFSETS)));
            return undo.keep(new CorpusFileWriter(texts, offsets));
        }
    }

    /** Appends a document; its id is the number of those before it. */
    void add(CorpusDocument document) throws IOException {
        add(document.line());
    }

    /** Appends a document as {@link CorpusDocument#line()} has it. */
    void add(byte[] line) throws IOException {
        texts.write(line);
        writeOffset();
        count++;
    }

    long count() {
        return count;
    }

    /** Whether {@link #force()} would keep every document added so far. */
    boolean settled() {
        return texts.settled();
    }

    /** Forces what is settled to disk. */
    void force() throws IOException {
        texts.force();
        offsets.force();
    }

    @Override
    public void close() throws IOException {
        try (offsets) {
            texts.close();
        }
    }

    private void writeOffset() throws IOException {
        offsets.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(texts.bytes())
                .array());
    }
}
