package org.ttt4j.app;

import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.VectorIndex;

/** The exact vectors of all segments of an index, numbered through. Borrows the files. Thread-safe. */
final class StoredVectors implements VectorIndex.Reconstruction {

    private final List<VectorFile> files;
    private final Numbering numbering;
    private final int dimension;

    StoredVectors(List<VectorFile> files, int dimension) {
        this.files = List.copyOf(files);
        this.numbering =
                new Numbering(files.stream().mapToLong(VectorFile::count).toArray());
        this.dimension = dimension;
    }

    long count() {
        return numbering.count();
    }

    @Override
    public EmbeddingBatch reconstruct(long[] ids) {
        float[] values = new float[Math.multiplyExact(ids.length, dimension)];
        for (int i = 0; i < ids.length; i++) {
            int segment = numbering.segment(ids[i]);
            files.get(segment).copy(ids[i] - numbering.start(segment), 1, values, i * dimension);
        }
        return EmbeddingBatch.of(ids.length, dimension, values);
    }

    /**
     * Consecutive rows.
     *
     * @param from id of the first
     * @param rows how many; from + rows at most the number of vectors
     */
    EmbeddingBatch rows(long from, int rows) {
        float[] values = new float[Math.multiplyExact(rows, dimension)];
        int done = 0;
        while (done < rows) {
            int segment = numbering.segment(from + done);
            long within = from + done - numbering.start(segment);
            int part = (int) Math.min(rows - done, files.get(segment).count() - within);
            files.get(segment).copy(within, part, values, done * dimension);
            done += part;
        }
        return EmbeddingBatch.of(rows, dimension, values);
    }

    /** A sample of {@code rows} vectors, evenly spread. */
    EmbeddingBatch sample(int rows) {
        long[] ids = new long[rows];
        for (int i = 0; i < rows; i++) {
            ids[i] = (long) ((double) i * count() / rows);
        }
        return reconstruct(ids);
    }
}
