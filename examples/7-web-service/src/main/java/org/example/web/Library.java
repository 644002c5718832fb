package org.example.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.index.exact.ExactIndexProvider;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.IndexBackend;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexPlan;
import org.ttt4j.store.IndexSettings;
import org.ttt4j.store.IndexWriter;
import org.ttt4j.store.NamedEmbedder;
import org.ttt4j.store.OnBadLine;
import org.ttt4j.store.Verify;

/** The documents of corpus.jsonl and their index, built below target when the service starts first. */
@Component
class Library implements AutoCloseable {
    private final IndexDirectory directory;
    private final VectorIndex index;

    Library(Embedder embedder) throws IOException {
        Path home = Files.createDirectories(Path.of("target"));
        Path place = home.resolve("index");
        IndexBackend exact = IndexBackend.of(new ExactIndexProvider(), Map.of());
        RunControl control = RunControl.silent();
        if (!Files.exists(place)) {
            Path corpus = home.resolve("corpus.jsonl");
            Files.write(corpus, Library.class.getResourceAsStream("/corpus.jsonl").readAllBytes());
            new IndexWriter(IndexSettings.DEFAULT, control)
                    .build(
                            new IndexPlan(List.of(corpus), place),
                            new NamedEmbedder("onnx", embedder),
                            exact,
                            new BadLines(OnBadLine.FAIL));
        }
        directory = IndexDirectory.open(place, Verify.AUTO, control);
        index = directory.index(exact, control);
    }

    VectorIndex index() {
        return index;
    }

    Corpus corpus() {
        return directory.corpus();
    }

    @Override
    public void close() {
        directory.close();
    }
}
