package org.ttt4j.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** The exact vectors of all segments of an index, numbered through. Thread-safe. */
public final class StoredVectors implements VectorIndex.Reconstruction, AutoCloseable {

    private final List<VectorFile> files;
    private final Numbering numbering;
    private final int dimension;

    StoredVectors(List<VectorFile> files, int dimension) {
        this.files = List.copyOf(files);
        this.numbering =
                new Numbering(files.stream().mapToLong(VectorFile::count).toArray());
        this.dimension = dimension;
    }

    /** {@return how many vectors there are, those of deleted documents included} */
    public long count() {
        return numbering.count();
    }

    /**
     * Opens a file of raw little-endian float32, row after row, for a program that has vectors and no index directory.
     *
     * @param file stays mapped until the result is closed
     * @param dimension d, at least 1
     * @param count number of rows
     * @return vectors that the caller closes
     * @throws StoreException if it has not {@code count} rows of {@code dimension} numbers
     * @throws IOException if the file cannot be opened
     */
    public static StoredVectors open(Path file, int dimension, long count) throws IOException {
        return new StoredVectors(List.of(VectorFile.open(file, dimension, count, FileOpening.AS_IS)), dimension);
    }

    /**
     * Builds a backend's own files from all these vectors and opens the result once.
     *
     * @param backend what builds
     * @param directory created for it; what is there is deleted
     * @param spec what the vectors are; its size is {@link #count}
     * @param control is told about the stage {@code index}
     * @return what a manifest says about it
     * @throws IOException if the directory cannot be written
     */
    public IndexManifest.Backend build(IndexBackend backend, Path directory, IndexSpec spec, RunControl control)
            throws IOException {
        return new IndexBackendFiles(backend, directory, spec).build(this, control);
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
     * {@return consecutive rows, shape (rows, d)}
     *
     * @param from id of the first
     * @param rows how many; from + rows at most the number of vectors
     */
    public EmbeddingBatch rows(long from, int rows) {
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

    /** Releases the files. Idempotent. */
    @Override
    public void close() {
        files.forEach(VectorFile::close);
    }
}
