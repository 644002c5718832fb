package org.ttt4j.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Undo;

/**
 * Documents on disk: one JSON object per line, plain or in frames of zstd, and a file of 64-bit little-endian numbers
 * that tell where each line begins, and the end. Nothing of either is held on the heap. Thread-safe.
 */
final class CorpusFile implements Corpus {

    static final String OFFSETS = "corpus.offsets";

    private final StoredText texts;
    private final MappedFile offsets;
    private final long count;

    private CorpusFile(StoredText texts, MappedFile offsets, long count) {
        this.texts = texts;
        this.offsets = offsets;
        this.count = count;
    }

    /**
     * Opens the files of a directory.
     *
     * @param count how many documents there must be
     * @throws StoreException if their sizes do not fit together
     */
    static CorpusFile open(Path directory, long count, TextFormat format, FileOpening opening) throws IOException {
        try (Undo undo = new Undo()) {
            StoredText texts = undo.push(StoredText.open(directory, format, opening));
            MappedFile offsets = undo.push(opening.open(directory.resolve(OFFSETS)));
            if (offsets.size() != (count + 1) * Long.BYTES) {
                throw new StoreException(offsets.file() + ": found " + offsets.size() + " bytes, wanted "
                        + (count + 1) * Long.BYTES + " for " + count + " documents; the index is damaged");
            }
            return undo.keep(new CorpusFile(texts, offsets, count));
        }
    }

    @Override
    public long size() {
        return count;
    }

    @Override
    public List<String> texts(long[] ids) {
        StoredText.Reader reader = texts.reader();
        List<String> found = new ArrayList<>(ids.length);
        for (long id : ids) {
            found.add(document(reader, id).path("text").asText());
        }
        return found;
    }

    /** Everything the line has in {@code meta}, and its domain also under the key {@code domain}. */
    @Override
    public Map<String, String> metadata(long id) {
        Map<String, String> metadata = new TreeMap<>(meta(document(texts.reader(), id)));
        if (metadata.containsKey(CorpusDocument.DOMAIN)) {
            metadata.putIfAbsent("domain", metadata.get(CorpusDocument.DOMAIN));
        }
        return Collections.unmodifiableMap(metadata);
    }

    /** Reads the documents one after the other, each frame once. */
    Scan scan() {
        return new Scan(texts.reader());
    }

    @Override
    public void close() {
        try (texts) {
            offsets.close();
        }
    }

    private static Map<String, String> meta(JsonNode document) {
        Map<String, String> meta = new TreeMap<>();
        document.path("meta")
                .properties()
                .forEach(field -> meta.put(field.getKey(), field.getValue().asText()));
        return meta;
    }

    private JsonNode document(StoredText.Reader reader, long id) {
        try {
            JsonNode document = CorpusReader.LINES.readTree(line(reader, id));
            if (!document.path("text").isTextual()) {
                throw damaged(id, "has no text", null);
            }
            return document;
        } catch (IOException notJson) {
            throw damaged(
                    id,
                    "is not JSON" + (notJson instanceof JsonProcessingException ? "" : ": " + notJson.getMessage()),
                    notJson);
        }
    }

    private byte[] line(StoredText.Reader reader, long id) {
        if (id < 0 || id >= count) {
            throw new IllegalArgumentException("found id " + id + ", wanted one in [0, " + count + ")");
        }
        long start = offsets.number(id * Long.BYTES);
        long length = offsets.number((id + 1) * Long.BYTES) - start;
        if (start < 0 || length < 2 || length > Integer.MAX_VALUE - 8 || start > texts.bytes() - length) {
            throw new StoreException(offsets.file() + ": line " + id + " is said to have " + length + " bytes at "
                    + start + " of " + texts.bytes() + "; the index is damaged");
        }
        return reader.read(start, (int) length);
    }

    private StoreException damaged(long id, String problem, IOException cause) {
        return new StoreException(
                offsets.file().resolveSibling("corpus") + ": line " + (id + 1) + " " + problem
                        + "; the index is damaged",
                cause);
    }

    /** Documents one after the other, or here and there. Confined to one thread. */
    final class Scan {

        private final StoredText.Reader reader;

        private Scan(StoredText.Reader reader) {
            this.reader = reader;
        }

        /** The line of a document as it is stored, with its end. */
        byte[] line(long id) {
            return CorpusFile.this.line(reader, id);
        }

        /** A document. */
        CorpusDocument document(long id) {
            JsonNode document = CorpusFile.this.document(reader, id);
            return new CorpusDocument(document.path("text").asText(), meta(document));
        }
    }
}
