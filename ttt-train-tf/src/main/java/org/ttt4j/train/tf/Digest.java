package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over parts, each preceded by its length, so that no two lists of parts look alike. Confined to one thread. */
final class Digest {

    private final MessageDigest sha256;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Adds a text in UTF-8. */
    Digest add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds bytes. */
    Digest add(byte[] bytes) {
        length(bytes.length);
        sha256.update(bytes);
        return this;
    }

    /** Adds all bytes of a source. */
    Digest add(ByteSource source) throws IOException {
        length(source.size());
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < source.size(); at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), source.size() - at));
            source.read(at, piece);
            sha256.update(piece.flip());
        }
        return this;
    }

    /** Adds so many floats, little endian. */
    Digest add(FloatPieces values, long count) {
        length(Float.BYTES * count);
        ByteBuffer[] buffer = {ByteBuffer.allocate(0)};
        values.forEach((floats, filled) -> {
            int bytes = Float.BYTES * filled;
            if (buffer[0].capacity() < bytes) {
                buffer[0] = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            buffer[0].clear().limit(bytes);
            buffer[0].asFloatBuffer().put(floats, 0, filled);
            sha256.update(buffer[0]);
        });
        return this;
    }

    private Digest length(long bytes) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes));
        return this;
    }

    /** The digest in hexadecimal; nothing can be added after it. */
    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
