package org.example.plain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/** Index {@code plain}: one file, read into memory, looked through from front to end. */
public final class PlainIndexProvider implements BackendProvider.OfIndex {
    static final String ID = "plain";
    static final String FILE = "plain.index";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "looks at every vector";
    }

    @Override
    public IndexBuilder build(Path directory, IndexSpec spec, Settings settings) {
        return new PlainBuilder(directory, spec);
    }

    /** The file is what {@link #content} says, for exactly this specification. */
    @Override
    public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
        Path file = directory.resolve(FILE);
        byte[] found;
        try {
            found = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BackendException(ID, file + ": cannot be read, wanted a finished index", e);
        }
        float[] values = new float[Math.toIntExact(spec.size() * spec.dimension())];
        int header = found.length - values.length * Float.BYTES;
        if (header > 0) {
            ByteBuffer.wrap(found, header, found.length - header).asFloatBuffer().get(values);
        }
        if (!Arrays.equals(found, content(spec, values))) {
            throw new BackendException(ID, file + ": is damaged or holds another index than " + spec);
        }
        return new PlainIndex(spec, values);
    }

    /** CRC-32 of the rest, the specification as text, the vectors. */
    static byte[] content(IndexSpec spec, float[] values) {
        byte[] text = spec.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + text.length + values.length * Float.BYTES);
        bytes.putLong(0).put(text).asFloatBuffer().put(values);
        CRC32 sum = new CRC32();
        sum.update(bytes.array(), Long.BYTES, bytes.capacity() - Long.BYTES);
        return bytes.putLong(0, sum.getValue()).array();
    }
}
