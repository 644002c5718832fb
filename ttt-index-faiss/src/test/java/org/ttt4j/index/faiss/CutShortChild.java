package org.ttt4j.index.faiss;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Cuts the file of an index short while its lists are mapped. Argument: an empty directory. Prints the refusals. */
final class CutShortChild {

    private CutShortChild() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        EmbeddingBatch vectors = Fixtures.vectors(4000, 64, 1);
        try (VectorIndex index = Fixtures.opened(
                directory,
                vectors,
                Metric.L2,
                Fixtures.settings("factory", "IVF4,Flat", "nprobe", "4", "mmap", "true"))) {
            try (FileChannel file = FileChannel.open(new IndexFiles(directory).index(), StandardOpenOption.WRITE)) {
                file.truncate(file.size() / 8);
            }
            EmbeddingBatch query = Fixtures.rows(vectors, 0, 1);
            refused(() -> index.search(query, 10, RunControl.silent()));
            refused(() -> index.capability(VectorIndex.RangeSearch.class)
                    .orElseThrow()
                    .searchRange(query, -1e9f, RunControl.silent()));
        }
        System.out.println("closed");
    }

    private static void refused(Runnable search) {
        try {
            search.run();
            System.out.println("found something");
        } catch (BackendException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
