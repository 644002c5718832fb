package org.ttt4j.index.faiss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Prints by how many kB the process grew over many searches and over many times of opening and closing. */
final class MemoryChild {

    private MemoryChild() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        EmbeddingBatch vectors = Fixtures.vectors(1_000, 64, 1);
        EmbeddingBatch queries = Fixtures.vectors(20, 64, 2);
        Fixtures.build(directory, vectors, Metric.L2, Fixtures.settings());
        long before = 0;
        try (VectorIndex index = Fixtures.open(directory, vectors, Metric.L2, Fixtures.settings())) {
            for (int round = -500; round < 4_000; round++) {
                before = round == 0 ? residentKilobytes() : before;
                index.search(queries, 100, RunControl.silent());
                index.capability(VectorIndex.Reconstruction.class).orElseThrow().reconstruct(new long[] {1, 2, 3});
            }
            System.out.println("searching=" + (residentKilobytes() - before));
        }
        for (int round = -20; round < 200; round++) {
            before = round == 0 ? residentKilobytes() : before;
            Fixtures.open(directory, vectors, Metric.L2, Fixtures.settings()).close();
        }
        System.out.println("opening=" + (residentKilobytes() - before));
        System.out.println("open=" + NativeHandles.of("faiss").count());
    }

    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
