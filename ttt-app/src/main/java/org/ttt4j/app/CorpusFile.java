package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Undo;

/**
 * The corpus of an index: one JSON object per line, and a file of unsigned 64-bit little-endian offsets, one per line
 * and the end. Nothing of either is held in memory. Thread-safe.
 */
final class CorpusFile implements Corpus {

    static final String TEXTS = "corpus.jsonl";
    static final String OFFSETS = "corpus.offsets";

    private final Path file;
    private final Path offsetsFile;
    private final FileChannel channel;
    private final FileChannel offsets;
    private final long count;

    private CorpusFile(Path file, Path offsetsFile, FileChannel channel, FileChannel offsets, long count) {
        this.file = file;
        this.offsetsFile = offsetsFile;
        this.channel = channel;
        this.offsets = offsets;
        this.count = count;
    }

    /**
     * Opens both files.
     *
     * @throws CommandException if their sizes do not fit together
     */
    static CorpusFile open(Path directory, long count) throws IOException {
        Path texts = directory.resolve(TEXTS);
        Path offsetsFile = directory.resolve(OFFSETS);
        try (Undo undo = new Undo()) {
            FileChannel channel = undo.push(FileChannel.open(texts, StandardOpenOption.READ));
            FileChannel offsets = undo.push(FileChannel.open(offsetsFile, StandardOpenOption.READ));
            if (offsets.size() != (count + 1) * Long.BYTES) {
                throw CommandException.failed(offsetsFile + ": found " + offsets.size() + " bytes, wanted "
                        + (count + 1) * Long.BYTES + " for " + count + " documents; the index is damaged");
            }
            return undo.keep(new CorpusFile(texts, offsetsFile, channel, offsets, count));
        }
    }

    @Override
    public long size() {
        return count;
    }

    @Override
    public List<String> texts(long[] ids) {
        List<String> texts = new ArrayList<>(ids.length);
        for (long id : ids) {
            texts.add(document(id).path("text").asText());
        }
        return texts;
    }

    /** Everything the line has in {@code meta}, and its domain also under the key {@code domain}. */
    @Override
    public Map<String, String> metadata(long id) {
        Map<String, String> metadata = new HashMap<>();
        document(id)
                .path("meta")
                .properties()
                .forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
        if (metadata.containsKey(CorpusDocument.DOMAIN)) {
            metadata.putIfAbsent("domain", metadata.get(CorpusDocument.DOMAIN));
        }
        return Map.copyOf(metadata);
    }

    @Override
    public void close() {
        try {
            channel.close();
            offsets.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode document(long id) {
        if (id < 0 || id >= count) {
            throw new IllegalArgumentException("found id " + id + ", wanted one in [0, " + count + ")");
        }
        ByteBuffer pair = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Positional.read(offsets, offsetsFile, pair, id * Long.BYTES);
        long start = pair.getLong(0);
        long length = pair.getLong(Long.BYTES) - start;
        try {
            if (start < 0 || length < 2 || length > Integer.MAX_VALUE - 8 || start > channel.size() - length) {
                throw CommandException.failed(offsetsFile + ": line " + id + " is said to have " + length + " bytes at "
                        + start + " of " + channel.size() + "; the index is damaged");
            }
            ByteBuffer line = ByteBuffer.allocate((int) length);
            Positional.read(channel, file, line, start);
            return Json.MAPPER.readTree(line.array());
        } catch (JsonProcessingException notJson) {
            throw CommandException.failed(file + ": line " + (id + 1) + " is not JSON; the index is damaged", notJson);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
