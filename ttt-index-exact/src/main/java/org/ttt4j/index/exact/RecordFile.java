package org.ttt4j.index.exact;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.CRC32C;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Undo;

/**
 * A file of records, mapped into memory in pieces that one buffer can address. Before anything is mapped, header, size and
 * the table of checksums are verified; records are when they are asked for ({@link #verify}). The mapping is given back by
 * the garbage collector, as all of Java's mapped buffers are; closing only forgets it. Thread-safe.
 */
final class RecordFile implements AutoCloseable {

    /** Largest piece; a multiple of chunks not above it is mapped at once. */
    static final long PIECE_BYTES = 1L << 30;

    private static final int VERIFIED = 1;

    private final Path path;
    private final FileHeader header;
    private final RandomAccessFile handle; // a channel would be closed for all by one interrupted thread
    private final int[] checksums;
    private final int tableChecksum;
    private final AtomicIntegerArray verified; // by chunk
    private final long recordsPerPiece;
    private final ByteBuffer[] pieces;

    private RecordFile(Path path, FileHeader header, RandomAccessFile handle, long pieceBytes) throws IOException {
        this.path = path;
        this.header = header;
        this.handle = handle;
        this.checksums = new int[header.chunks()];
        this.tableChecksum = readTable();
        this.verified = new AtomicIntegerArray(checksums.length);
        long chunkBytes = (long) header.recordsPerChunk() * header.recordBytes();
        this.recordsPerPiece = Math.max(1, pieceBytes / chunkBytes) * header.recordsPerChunk();
        this.pieces = new ByteBuffer[Math.toIntExact((header.records() + recordsPerPiece - 1) / recordsPerPiece)];
        for (int i = 0; i < pieces.length; i++) {
            long from = i * recordsPerPiece;
            long records = Math.min(recordsPerPiece, header.records() - from);
            pieces[i] = handle.getChannel()
                    .map(
                            FileChannel.MapMode.READ_ONLY,
                            FileHeader.BYTES + from * header.recordBytes(),
                            records * header.recordBytes())
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /**
     * Opens, verifying all but the records.
     *
     * @param pieceBytes {@link #PIECE_BYTES}, or less in tests
     * @throws BackendException if the file is missing, foreign, damaged or of another index
     */
    static RecordFile open(Path path, FileHeader.Kind kind, IndexSpec spec, long pieceBytes) {
        if (!Files.isRegularFile(path)) {
            throw new BackendException(ExactIndexProvider.ID, "found no file " + path + ", wanted a finished index");
        }
        try (Undo undo = new Undo()) {
            RandomAccessFile handle = undo.push(new RandomAccessFile(path.toFile(), "r"));
            FileChannel channel = handle.getChannel();
            byte[] head = new byte[(int) Math.min(FileHeader.BYTES, channel.size())];
            read(channel, ByteBuffer.wrap(head), 0, path);
            FileHeader header = FileHeader.parse(head, kind, spec, path);
            if (channel.size() != header.fileBytes()) {
                throw new BackendException(
                        ExactIndexProvider.ID,
                        path + " is truncated or damaged: found " + channel.size() + " bytes, wanted "
                                + header.fileBytes());
            }
            return undo.keep(new RecordFile(path, header, handle, pieceBytes));
        } catch (IOException e) {
            throw new BackendException(ExactIndexProvider.ID, "cannot read " + path + ": " + e, e);
        }
    }

    FileHeader header() {
        return header;
    }

    /** The checksum of the checksums, which the other file's header repeats. */
    int tableChecksum() {
        return tableChecksum;
    }

    /** The mapped piece that holds a record; its position and limit are nobody's to change. */
    ByteBuffer piece(long record) {
        return pieces[(int) (record / recordsPerPiece)];
    }

    /** Where a record starts in its piece. */
    int offset(long record) {
        return (int) (record % recordsPerPiece) * header.recordBytes();
    }

    /** The first record of a chunk. */
    long firstRecord(int chunk) {
        return (long) chunk * header.recordsPerChunk();
    }

    /** How many records a chunk holds. */
    int records(int chunk) {
        return (int) Math.min(header.recordsPerChunk(), header.records() - firstRecord(chunk));
    }

    /** Says that the records of all chunks are to be trusted unseen. */
    void trust() {
        for (int chunk = 0; chunk < checksums.length; chunk++) {
            verified.set(chunk, VERIFIED);
        }
    }

    /**
     * Compares the checksum of a chunk unless that was done before, and that the file still has its length: reading
     * beyond the end of a mapped file may end the JVM.
     *
     * @throws BackendException if they differ
     */
    void verify(int chunk) {
        try {
            long length = handle.length();
            if (length != header.fileBytes()) {
                throw new BackendException(
                        ExactIndexProvider.ID,
                        path + " changed while it was open: found " + length + " bytes, wanted " + header.fileBytes());
            }
        } catch (IOException e) {
            throw new BackendException(ExactIndexProvider.ID, "cannot read " + path + ": " + e, e);
        }
        if (verified.get(chunk) == VERIFIED) {
            return;
        }
        long first = firstRecord(chunk);
        CRC32C checksum = new CRC32C();
        checksum.update(piece(first).slice(offset(first), records(chunk) * header.recordBytes()));
        if ((int) checksum.getValue() != checksums[chunk]) {
            throw new BackendException(
                    ExactIndexProvider.ID,
                    path + " is damaged: the checksum of its block " + chunk + " of " + checksums.length + " differs");
        }
        verified.set(chunk, VERIFIED);
    }

    /** {@link #verify} for the chunk of a record. */
    void verifyRecord(long record) {
        verify((int) (record / header.recordsPerChunk()));
    }

    /** What to throw when a mapped page could not be read. */
    BackendException cut(InternalError fault) {
        return new BackendException(
                ExactIndexProvider.ID, path + " was cut short while it was read, or its disk failed", fault);
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (IOException e) {
            throw new BackendException(ExactIndexProvider.ID, "cannot close " + path + ": " + e, e);
        }
    }

    private int readTable() throws IOException {
        ByteBuffer table =
                ByteBuffer.allocate(Integer.BYTES * (checksums.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
        read(handle.getChannel(), table, FileHeader.BYTES + header.dataBytes(), path);
        CRC32C found = new CRC32C();
        found.update(table.array(), 0, Integer.BYTES * checksums.length);
        table.flip().asIntBuffer().get(checksums);
        if (table.getInt(Integer.BYTES * checksums.length) != (int) found.getValue()) {
            throw new BackendException(ExactIndexProvider.ID, path + " is damaged: the table of its checksums differs");
        }
        return (int) found.getValue();
    }

    private static void read(FileChannel channel, ByteBuffer to, long from, Path path) throws IOException {
        for (long at = from; to.hasRemaining(); ) {
            int count = channel.read(to, at);
            if (count < 0) {
                throw new BackendException(ExactIndexProvider.ID, path + " changed while it was read");
            }
            at += count;
        }
    }
}
