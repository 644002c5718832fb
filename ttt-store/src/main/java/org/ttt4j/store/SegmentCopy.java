package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/** Writes the documents of one or more indexes that are not deleted, and their vectors, as one segment. One thread. */
final class SegmentCopy {

    private static final int BATCH = 512;

    private SegmentCopy() {}

    /**
     * Copies into a new directory; ids follow the order of the sources.
     *
     * @return how many documents were copied
     * @throws StoreException if all are deleted
     */
    static long write(List<IndexDirectory> sources, Path directory, TextFormat format, RunControl control)
            throws IOException {
        Files.createDirectories(directory);
        long total =
                sources.stream().mapToLong(source -> source.manifest().live()).sum();
        if (total == 0) {
            throw new StoreException("every document is deleted, wanted at least one to keep");
        }
        long done = 0;
        try (CorpusFileWriter texts = CorpusFileWriter.append(directory, format);
                NamedOutput vectors = NamedOutput.appendingTo(directory.resolve(IndexManifest.VECTORS))) {
            for (IndexDirectory source : sources) {
                StoredCorpus.Scan scan = source.documents().scan();
                long count = source.manifest().count();
                for (long from = 0; from < count; from += BATCH) {
                    control.checkCancelled();
                    long[] ids = live(source, from, Math.min(count, from + BATCH));
                    for (long id : ids) {
                        texts.add(scan.line(id));
                    }
                    vectors.write(bytes(source.vectors().reconstruct(ids).toArray()));
                    done += ids.length;
                    control.report(new Progress.Advanced("copy", done, total));
                }
            }
        }
        return done;
    }

    private static long[] live(IndexDirectory source, long from, long to) {
        return LongStream.range(from, to)
                .filter(id -> !source.deleted().contains(id))
                .toArray();
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
