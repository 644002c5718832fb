package org.ttt4j.index.faiss;

import java.nio.file.Path;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/** Searches indexes with the build of the library that it is told, and prints that build and the neighbours. */
final class VariantChild {

    private VariantChild() {}

    public static void main(String[] arguments) {
        Settings settings = Fixtures.settings("variant", arguments[0], "nprobe", "4");
        System.out.println(new FaissIndexProvider().probe(settings));
        EmbeddingBatch vectors = Fixtures.vectors(2000, 48, 1);
        EmbeddingBatch queries = Fixtures.vectors(30, 48, 2);
        for (int i = 1; i < arguments.length; i++) {
            try (VectorIndex index = Fixtures.open(Path.of(arguments[i]), vectors, Metric.L2, settings)) {
                index.search(queries, 10, RunControl.silent())
                        .forEach(found ->
                                found.forEach(one -> System.out.printf("%d %.3f%n", one.id(), one.similarity())));
            }
        }
    }
}
