package org.ttt4j.index.faiss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * Trains many kinds of index on few rows: each works or is refused in a sentence. Arguments: an empty directory, then
 * factory texts. Prints one line per factory and number of rows.
 */
final class SmallSampleChild {

    private static final int DIMENSION = 320;
    private static final int[] ROWS = {1, 17, 257, 320};

    private SmallSampleChild() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            for (int rows : ROWS) {
                System.out.println(arguments[i] + " of " + rows + ": " + outcome(root, arguments[i], rows));
            }
        }
        System.out.println("all done");
    }

    private static String outcome(Path root, String factory, int rows) throws IOException {
        EmbeddingBatch vectors = Fixtures.vectors(rows, DIMENSION, 1);
        Path place = Files.createTempDirectory(root, "index");
        try (VectorIndex index =
                Fixtures.opened(place, vectors, Metric.L2, Fixtures.settings("factory", factory, "threads", "1"))) {
            return index.search(Fixtures.rows(vectors, 0, 1), 1, RunControl.silent())
                            .get(0)
                            .size()
                    + " found";
        } catch (BackendException | IllegalArgumentException refused) {
            return refused.getMessage();
        }
    }
}
