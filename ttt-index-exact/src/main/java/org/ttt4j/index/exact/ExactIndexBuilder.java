package org.ttt4j.index.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;

/**
 * Streams vectors into blocks, and beside compressed ones into rows of float32. Holds 16 vectors and two buffers of a
 * mebibyte. Confined to one thread.
 */
final class ExactIndexBuilder implements IndexBuilder {

    /** Name of the scanned file. */
    static final String BLOCKS = "vectors.exact";

    /** Name of the float32 rows beside compressed blocks. */
    static final String ROWS = "rows.exact";

    private static final int ROWS_PER_CHECK = 4096;

    private final IndexSpec spec;
    private final Block block;
    private final RecordWriter blocks;
    private final RecordWriter rows; // null where blocks hold float32
    private final float[][] pending;
    private final byte[] record;
    private long added;
    private boolean closed;

    private ExactIndexBuilder(IndexSpec spec, Block block, RecordWriter blocks, RecordWriter rows) {
        this.spec = spec;
        this.block = block;
        this.blocks = blocks;
        this.rows = rows;
        this.pending = new float[Block.ROWS][spec.dimension()];
        this.record = new byte[rows == null ? 0 : spec.dimension() * Float.BYTES];
    }

    static ExactIndexBuilder start(Path directory, IndexSpec spec, Storage storage) {
        Block block = new Block(spec.dimension(), storage);
        try (Undo undo = new Undo()) {
            RecordWriter blocks = undo.push(RecordWriter.create(
                    directory.resolve(BLOCKS), new FileHeader(FileHeader.Kind.BLOCKS, storage, spec, 0)));
            RecordWriter rows = storage == Storage.FLOAT32
                    ? null
                    : undo.push(RecordWriter.create(
                            directory.resolve(ROWS), new FileHeader(FileHeader.Kind.ROWS, Storage.FLOAT32, spec, 0)));
            return undo.keep(new ExactIndexBuilder(spec, block, blocks, rows));
        }
    }

    @Override
    public long trainingRows() {
        return 0;
    }

    @Override
    public void train(EmbeddingBatch sample, RunControl control) {
        refuseWhenClosed();
    }

    @Override
    public void add(EmbeddingBatch vectors, RunControl control) {
        refuseWhenClosed();
        Rows.requireDimension(vectors, spec.dimension());
        if (vectors.rows() > spec.size() - added) {
            throw new IllegalArgumentException(
                    "found " + (added + vectors.rows()) + " vectors, wanted the " + spec.size() + " announced");
        }
        float[] checked = new float[spec.dimension()];
        for (int row = 0; row < vectors.rows(); row++) { // all or nothing
            Rows.copy(vectors, row, checked);
        }
        for (int row = 0; row < vectors.rows(); row++) {
            if (row % ROWS_PER_CHECK == 0) {
                control.checkCancelled();
                control.report(new Progress.Advanced("add", added, spec.size()));
            }
            append(vectors, row);
        }
    }

    @Override
    public void finish(RunControl control) {
        refuseWhenClosed();
        if (added != spec.size()) {
            throw new IllegalStateException("found " + added + " vectors, wanted the " + spec.size() + " announced");
        }
        control.checkCancelled();
        if (added % Block.ROWS != 0) {
            blocks.append(block.encode(pending, (int) (added % Block.ROWS)));
        }
        int companion = rows == null ? 0 : rows.finish(0);
        blocks.finish(companion);
        if (rows != null) {
            rows.publish();
        }
        blocks.publish(); // last: without it nothing opens
        closed = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Undo undo = new Undo()) {
            undo.push(blocks);
            if (rows != null) {
                undo.push(rows);
            }
        }
    }

    private void append(EmbeddingBatch vectors, int row) {
        int place = (int) (added % Block.ROWS);
        Rows.copy(vectors, row, pending[place]);
        if (rows != null) {
            ByteBuffer.wrap(record)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(pending[place]);
            rows.append(record);
        }
        added++;
        if (place == Block.ROWS - 1) {
            blocks.append(block.encode(pending, Block.ROWS));
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new IllegalStateException("ExactIndexBuilder is closed");
        }
    }
}
