package org.ttt4j.index.exact;

import java.nio.ByteBuffer;

/** The vectors that were added, by id: from blocks of float32, or from the rows beside compressed ones. Thread-safe. */
final class StoredVectors {

    private final RecordFile file;
    private final int dimension;
    private final boolean rows;

    StoredVectors(RecordFile file) {
        this.file = file;
        this.dimension = file.header().spec().dimension();
        this.rows = file.header().kind() == FileHeader.Kind.ROWS;
    }

    /**
     * Copies one vector.
     *
     * @param to where its components go, from {@code at} on
     */
    void read(long id, float[] to, int at) {
        long record = rows ? id : id / Block.ROWS;
        file.verifyRecord(record);
        ByteBuffer piece = file.piece(record);
        int offset = file.offset(record);
        if (!rows) {
            offset += Block.HEAD_BYTES + (int) (id % Block.ROWS) * Float.BYTES;
        }
        int stride = rows ? Float.BYTES : Block.ROWS * Float.BYTES;
        try {
            for (int column = 0; column < dimension; column++) {
                to[at + column] = piece.getFloat(offset + column * stride);
            }
        } catch (InternalError fault) { // how the virtual machine reports a page that is gone
            throw file.cut(fault);
        }
    }
}
