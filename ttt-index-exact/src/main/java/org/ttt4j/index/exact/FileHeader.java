package org.ttt4j.index.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;

/**
 * What a file of this index starts with, little-endian: 8 bytes {@code TTTEXACT}; int32 format version 2, kind, storage,
 * metric (0 inner product, 1 L2), dimension; int64 number of vectors; int32 companion; SHA-256 of the embedder's
 * fingerprint; int32 CRC-32C of all this; zeros up to {@link #BYTES}. Records follow, then an int32 CRC-32C per chunk of
 * records, then an int32 CRC-32C of these. Thread-safe.
 *
 * @param kind what the records are
 * @param storage what blocks are made of; {@link Storage#FLOAT32} for rows
 * @param spec what was built; the size of the file follows from it
 * @param companion CRC-32C over the checksums of the other file of the same build, 0 if there is none
 */
record FileHeader(Kind kind, Storage storage, IndexSpec spec, int companion) {

    /** Length of the header: a page, so that mapped records lie as in the file. */
    static final int BYTES = 4096;

    private static final byte[] MAGIC = "TTTEXACT".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final int STORAGE_AT = MAGIC.length + 2 * Integer.BYTES;
    private static final int COMPANION_AT = STORAGE_AT + 3 * Integer.BYTES + Long.BYTES;
    private static final int CHECKSUM_AT = COMPANION_AT + Integer.BYTES + 32;
    private static final int CHUNK_BYTES = 4 << 20;

    /** What the records of a file are. */
    enum Kind {
        /** {@link Block}s, scanned. */
        BLOCKS(0),
        /** Vectors as float32, one after the other. */
        ROWS(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** Bytes of a record. */
    int recordBytes() {
        return kind == Kind.ROWS
                ? Math.multiplyExact(spec.dimension(), Float.BYTES)
                : new Block(spec.dimension(), storage).bytes();
    }

    /** Number of records. */
    long records() {
        return kind == Kind.ROWS ? spec.size() : Block.count(spec.size());
    }

    /** Records that one checksum covers; the last chunk may hold fewer. */
    int recordsPerChunk() {
        return Math.max(1, CHUNK_BYTES / recordBytes());
    }

    /** Number of chunks. */
    int chunks() {
        long full = records() / recordsPerChunk();
        return Math.toIntExact(full + (records() % recordsPerChunk() == 0 ? 0 : 1));
    }

    /** Length of all records. */
    long dataBytes() {
        return Math.multiplyExact(records(), (long) recordBytes());
    }

    /** Length of the file. */
    long fileBytes() {
        return BYTES + dataBytes() + (long) Integer.BYTES * (chunks() + 1);
    }

    FileHeader withCompanion(int other) {
        return new FileHeader(kind, storage, spec, other);
    }

    /** The bytes to write. */
    byte[] encode() {
        ByteBuffer to = ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(kind.code)
                .putInt(storage.code())
                .putInt(spec.metric() == Metric.L2 ? 1 : 0)
                .putInt(spec.dimension())
                .putLong(spec.size())
                .putInt(companion)
                .put(sha256(spec.embedderFingerprint()));
        return to.putInt(checksum(to.array(), CHECKSUM_AT)).array();
    }

    /**
     * Reads what {@link #encode} wrote and compares it with what is wanted.
     *
     * @param file for messages
     * @throws BackendException if the bytes are foreign, damaged or of another index
     */
    static FileHeader parse(byte[] bytes, Kind kind, IndexSpec spec, Object file) {
        if (bytes.length < BYTES || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
            throw new BackendException(ExactIndexProvider.ID, file + " is not a file of the exact index");
        }
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int version = from.getInt(MAGIC.length);
        if (version != VERSION) {
            throw new BackendException(
                    ExactIndexProvider.ID,
                    file + ": found format version " + version + ", wanted " + VERSION + ": build the index again");
        }
        Optional<Storage> storage = Storage.ofCode(from.getInt(STORAGE_AT));
        if (from.getInt(CHECKSUM_AT) != checksum(bytes, CHECKSUM_AT) || storage.isEmpty()) {
            throw new BackendException(ExactIndexProvider.ID, file + " is damaged: the checksum of its header differs");
        }
        FileHeader wanted = new FileHeader(kind, storage.orElseThrow(), spec, from.getInt(COMPANION_AT));
        if (!Arrays.equals(wanted.encode(), Arrays.copyOf(bytes, BYTES))) {
            from.position(STORAGE_AT + Integer.BYTES);
            throw new BackendException(
                    ExactIndexProvider.ID,
                    file + " does not match: found metric " + from.getInt() + ", dimension " + from.getInt() + ", size "
                            + from.getLong() + ", wanted metric " + (spec.metric() == Metric.L2 ? 1 : 0)
                            + ", dimension " + spec.dimension() + ", size " + spec.size() + " and the same embedder");
        }
        return wanted;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
