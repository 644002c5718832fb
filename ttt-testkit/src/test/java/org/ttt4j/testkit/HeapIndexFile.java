package org.ttt4j.testkit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;

/**
 * The file {@code vectors.heap}, little-endian: 8 bytes {@code TTT-HEAP}, int32 format version 1, int32 metric (0 inner
 * product, 1 L2), int32 dimension, int64 size, SHA-256 (32 bytes) of the embedder's fingerprint, size x dimension
 * float32, SHA-256 of all bytes before. Thread-safe.
 */
final class HeapIndexFile {

    static final String NAME = "vectors.heap";

    private static final byte[] MAGIC = "TTT-HEAP".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = MAGIC.length + 3 * Integer.BYTES + Long.BYTES + DIGEST_BYTES;

    private HeapIndexFile() {}

    /** What the file of an index with this spec starts with. */
    static byte[] header(IndexSpec spec) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(spec.metric() == Metric.L2 ? 1 : 0)
                .putInt(spec.dimension())
                .putLong(spec.size())
                .put(Sha256.digest().digest(spec.embedderFingerprint().getBytes(StandardCharsets.UTF_8)))
                .array();
    }

    /** The vectors, one array per row. Sizes are compared before anything of that size is allocated. */
    static float[][] read(Path directory, IndexSpec spec) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new BackendException(HeapIndexProvider.ID, "found no file " + file + ", wanted a finished index");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return read(channel, file, spec);
        } catch (EOFException | NoSuchFileException e) {
            throw new BackendException(HeapIndexProvider.ID, file + " changed while it was read", e);
        } catch (IOException e) {
            throw new BackendException(HeapIndexProvider.ID, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static float[][] read(FileChannel channel, Path file, IndexSpec spec) throws IOException {
        MessageDigest digest = Sha256.digest();
        DataInputStream in = new DataInputStream(new DigestInputStream(Channels.newInputStream(channel), digest));
        byte[] header = in.readNBytes(HEADER_BYTES);
        compare(header, spec, file);
        long rowBytes = (long) spec.dimension() * Float.BYTES;
        long wanted = Math.addExact(HEADER_BYTES + DIGEST_BYTES, Math.multiplyExact(spec.size(), rowBytes));
        if (channel.size() != wanted) {
            throw new BackendException(
                    HeapIndexProvider.ID,
                    file + " is truncated or damaged: found " + channel.size() + " bytes, wanted " + wanted);
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (wanted > heap) {
            throw new BackendException(
                    HeapIndexProvider.ID,
                    "found " + wanted + " bytes of vectors in " + file + " and a heap of " + heap
                            + ", wanted a larger heap (-Xmx) or another index than heap");
        }
        float[][] rows = new float[rows(spec)][spec.dimension()];
        byte[] row = new byte[Math.toIntExact(rowBytes)];
        for (float[] values : rows) {
            in.readFully(row);
            ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        }
        byte[] found = digest.digest();
        if (!Arrays.equals(found, in.readNBytes(DIGEST_BYTES))) {
            throw new BackendException(HeapIndexProvider.ID, file + " is damaged: its SHA-256 does not fit");
        }
        return rows;
    }

    private static void compare(byte[] found, IndexSpec spec, Path file) {
        if (found.length < HEADER_BYTES || !Arrays.equals(Arrays.copyOf(found, MAGIC.length), MAGIC)) {
            throw new BackendException(HeapIndexProvider.ID, file + " is not a file of the heap index");
        }
        if (!Arrays.equals(found, header(spec))) {
            ByteBuffer fields =
                    ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
            throw new BackendException(
                    HeapIndexProvider.ID,
                    file + " does not match: found version " + fields.getInt() + ", metric " + fields.getInt()
                            + ", dimension " + fields.getInt() + ", size " + fields.getLong() + ", wanted version "
                            + VERSION + ", metric " + (spec.metric() == Metric.L2 ? 1 : 0) + ", dimension "
                            + spec.dimension() + ", size " + spec.size() + " and the same embedder");
        }
    }

    static int rows(IndexSpec spec) {
        if (spec.size() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "found " + spec.size() + " vectors, the heap index holds at most " + (Integer.MAX_VALUE - 8));
        }
        return (int) spec.size();
    }
}
