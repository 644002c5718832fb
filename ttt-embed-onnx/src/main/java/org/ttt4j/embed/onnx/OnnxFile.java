package org.ttt4j.embed.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One pass over the bytes of an ONNX model: their SHA-256, whether they have the form of one, and the names of files
 * that hold its weights, if they lie outside. Only the outer structure is looked at (ModelProto.graph,
 * GraphProto.initializer, TensorProto.external_data), so that a truncated or foreign file is refused before native code
 * sees it. Confined to one thread.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxFile {

    /** Field numbers on the way from ModelProto to the entries of TensorProto.external_data. */
    private static final int[] WAY = {7, 5, 13};

    private static final int LONGEST_ENTRY = 4096;

    private final InputStream in;
    private final byte[] scratch = new byte[1 << 16];
    private final SortedSet<String> external = new TreeSet<>();
    private long position;
    private boolean graph;

    private OnnxFile(InputStream in) {
        this.in = in;
    }

    /**
     * What a pass over the bytes found. Thread-safe.
     *
     * @param sha256 of all bytes
     * @param external files that the model names as holders of its weights, relative to its own directory
     */
    record Scan(String sha256, List<String> external) {}

    /**
     * Reads a model to its end.
     *
     * @throws MalformedException if it is no ONNX model, or not a whole one
     * @throws IOException if reading fails
     */
    static Scan scan(InputStream bytes) throws IOException {
        DigestInputStream hashed = new DigestInputStream(bytes, Sha256.digest());
        OnnxFile file = new OnnxFile(hashed);
        try {
            file.walk(0, Long.MAX_VALUE);
        } catch (EOFException e) {
            throw new MalformedException(
                    file.position == 0 ? "an empty file" : "a truncated file of " + file.position + " bytes");
        }
        if (!file.graph) {
            throw new MalformedException("a file without a graph");
        }
        return new Scan(
                Sha256.hex(hashed.getMessageDigest().digest()),
                Collections.unmodifiableList(new ArrayList<>(file.external)));
    }

    /** Says in a few words what was found instead of an ONNX model. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String found) {
            super(found);
        }
    }

    private void walk(int depth, long end) throws IOException {
        String key = "";
        while (position < end) {
            int first = in.read();
            if (first < 0 && depth == 0 && position > 0) {
                return;
            }
            long tag = varint(first);
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> varint(in.read());
                case 1 -> skip(Long.BYTES);
                case 2 -> {
                    long length = varint(in.read());
                    if (length < 0 || length > end - position) {
                        throw malformed();
                    }
                    if (depth == WAY.length) {
                        String value = text(length);
                        if (field == 2 && key.equals("location")) {
                            external.add(value);
                        }
                        key = field == 1 ? value : key;
                    } else if (field == WAY[depth]) {
                        graph = true;
                        walk(depth + 1, position + length);
                    } else {
                        skip(length);
                    }
                }
                case 5 -> skip(Integer.BYTES);
                default -> throw malformed();
            }
        }
        if (position != end) {
            throw malformed();
        }
    }

    private MalformedException malformed() {
        return new MalformedException("a file that is no ONNX model (at byte " + position + ")");
    }

    /** A base-128 number of at most 64 bits, given its first byte. */
    private long varint(int first) throws IOException {
        long value = 0;
        int next = first;
        for (int shift = 0; shift < 64; shift += 7) {
            if (next < 0) {
                throw new EOFException();
            }
            position++;
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
            next = in.read();
        }
        throw malformed();
    }

    private void skip(long length) throws IOException {
        long left = length;
        while (left > 0) {
            int read = in.read(scratch, 0, (int) Math.min(left, scratch.length));
            if (read < 0) {
                throw new EOFException();
            }
            position += read;
            left -= read;
        }
    }

    private String text(long length) throws IOException {
        if (length > LONGEST_ENTRY) {
            throw malformed();
        }
        byte[] bytes = in.readNBytes((int) length);
        position += bytes.length;
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
