package org.ttt4j.langchain4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.api.TestTimeTraining;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.exact.ExactIndexProvider;
import org.ttt4j.select.SiftSelectorProvider;
import org.ttt4j.testkit.BytesTrainerProvider;
import org.ttt4j.testkit.HashEmbedderProvider;

/** A pipeline in pure Java over a few texts. */
final class Parts implements AutoCloseable {

    static final List<String> TEXTS =
            List.of("red apples are sweet", "red apples are sweet!", "green apples are sour", "trains leave at noon");
    private static final Settings DEFAULTS = Settings.of(Map.of());

    final Embedder embedder;
    final VectorIndex index;
    final Corpus corpus = new Numbered();
    final Selector selector;
    final Trainer trainer;
    private final Undo opened = new Undo();

    Parts(Path directory, Metric metric) throws IOException {
        embedder = opened.push(new HashEmbedderProvider().open(DEFAULTS));
        EmbeddingBatch vectors = embedder.embed(TEXTS, RunControl.silent());
        IndexSpec spec = new IndexSpec(
                vectors.dimension(), vectors.rows(), metric, embedder.traits().fingerprint());
        Path files = Files.createDirectory(directory.resolve("index"));
        try (IndexBuilder builder = new ExactIndexProvider().build(files, spec, DEFAULTS)) {
            builder.add(vectors, RunControl.silent());
            builder.finish(RunControl.silent());
        }
        index = opened.push(new ExactIndexProvider().open(files, spec, DEFAULTS));
        selector = opened.push(new SiftSelectorProvider().open(Settings.of(Map.of("lambda", "0.01"))));
        trainer = opened.push(new BytesTrainerProvider().open(DEFAULTS));
    }

    TestTimeTraining pipeline() {
        return new TestTimeTraining(embedder, index, corpus, selector, trainer);
    }

    @Override
    public void close() {
        opened.close();
    }

    /** The texts, each with its number as {@code number}. */
    private static final class Numbered implements Corpus {
        @Override
        public long size() {
            return TEXTS.size();
        }

        @Override
        public List<String> texts(long[] ids) {
            return Corpus.of(TEXTS).texts(ids);
        }

        @Override
        public Map<String, String> metadata(long id) {
            return Map.of("number", String.valueOf(id));
        }
    }
}
