package org.ttt4j.index.exact;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.IntConsumer;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.IdSet;

/** One thread's part of a pass: takes chunks of blocks and keeps what may be among the answers. Confined to one thread. */
final class BlockScan implements IntConsumer {

    private final RecordFile blocks;
    private final long size;
    private final Queries queries;
    private final IdSet excluded;
    private final Kernel.Products products;
    private final Candidates[] candidates; // by query
    private final float[] head = new float[Block.HEAD_FLOATS];
    private final float[] sums;

    BlockScan(RecordFile blocks, Queries queries, IdSet excluded, Kernel.Products products, Candidates[] candidates) {
        this.blocks = blocks;
        this.size = blocks.header().spec().size();
        this.queries = queries;
        this.excluded = excluded;
        this.products = products;
        this.candidates = candidates;
        this.sums = new float[queries.count() * Block.ROWS];
    }

    /** What was kept for a query. */
    Candidates candidates(int query) {
        return candidates[query];
    }

    @Override
    public void accept(int chunk) {
        blocks.verify(chunk);
        long first = blocks.firstRecord(chunk);
        ByteBuffer piece = blocks.piece(first);
        FloatBuffer floats = piece.asFloatBuffer(); // keeps the byte order
        products.read(piece);
        try {
            for (int i = 0; i < blocks.records(chunk); i++) {
                int at = blocks.offset(first + i);
                floats.get(at / Float.BYTES, head);
                products.multiply(at + Block.HEAD_BYTES, sums);
                long id = (first + i) * Block.ROWS;
                for (int query = 0; query < candidates.length; query++) {
                    keep(query, id, (int) Math.min(Block.ROWS, size - id));
                }
            }
        } catch (InternalError cutOff) { // what Java makes of a page of a mapped file that is gone
            throw new BackendException(
                    ExactIndexProvider.ID, "the index changed while it was searched: " + cutOff.getMessage(), cutOff);
        }
    }

    private void keep(int query, long firstId, int rows) {
        Candidates kept = candidates[query];
        double cut = kept.cut();
        for (int row = 0; row < rows; row++) {
            float halfSquares = head[2 * Block.ROWS + row];
            double similarity = queries.similarity(query, sums[query * Block.ROWS + row], head[row], halfSquares);
            double error = queries.error(query, head[Block.ROWS + row], halfSquares);
            if (similarity + error >= cut && !excluded.contains(firstId + row)) {
                kept.add(firstId + row, similarity - error, similarity + error);
                cut = kept.cut();
            }
        }
    }
}
