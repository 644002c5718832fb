package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Exits while other threads are searching. */
final class ExitChild {

    private ExitChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddingBatch vectors = Fixtures.vectors(20_000, 64, 1);
        EmbeddingBatch queries = Fixtures.vectors(256, 64, 2);
        VectorIndex index =
                Fixtures.opened(Path.of(arguments[0]), vectors, Metric.L2, Fixtures.settings("blas-threads", "2"));
        CountDownLatch searching = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 1_000_000; round++) {
                    index.search(queries, 20, RunControl.silent());
                    searching.countDown();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        searching.await();
        System.exit(7);
    }
}
