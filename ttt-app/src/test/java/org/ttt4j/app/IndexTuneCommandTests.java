package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.IndexChanges;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.IndexSettings;
import org.ttt4j.store.Verify;

/** What is stored and who is stronger, by a key of the index in pure Java; it has no search parameters to tune. */
class IndexTuneCommandTests {

    @TempDir
    Path directory;

    private Path index;

    @BeforeEach
    void build() throws IOException {
        index = directory.resolve("index");
        CommandRun.pure("index", "build", "--corpus", Corpora.write(directory.resolve("c.jsonl"), 40), "--out", index)
                .succeeded();
    }

    @Test
    void tunedValuesAreUsedUnlessTheUserSetsTheKey() {
        assertThat(description()).endsWith("threads: " + Runtime.getRuntime().availableProcessors());
        new IndexChanges(IndexSettings.DEFAULT, RunControl.silent())
                .tune(index, IndexManifest.read(index).generation(), "exact", Map.of("threads", "5"));
        assertThat(description()).endsWith("threads: 5");
        assertThat(description("ttt.index.exact.threads=3")).endsWith("threads: 3");
        assertThat(description("ttt.index.exact.threads=0"))
                .as("set to the default, but set")
                .endsWith("threads: " + Runtime.getRuntime().availableProcessors());
        assertThat(CommandRun.pure("index", "info", index).succeeded().out()).contains("tuned: {threads=5}");
    }

    @Test
    void anIndexWithoutParametersIsRefused() {
        CommandRun.pure("index", "tune", index).failed(1, "without search parameters", "full scan of float32");
    }

    @Test
    void wrongOptionsAreRefused() {
        CommandRun.pure("index", "tune", index, "--recall", "0").failed(2, "--recall 0.0");
        CommandRun.pure("index", "tune", index, "--recall", "1.5").failed(2, "--recall 1.5");
        CommandRun.pure("index", "tune", index, "-k", "0").failed(2, "-k 0");
    }

    private String description(String... settings) {
        List<String> all = new ArrayList<>(List.of("ttt.embedder.use=hash", "ttt.index.use=exact"));
        all.addAll(List.of(settings));
        Configuration configuration = Configuration.load(Registry.load(List.of()), ConfigurationSources.of(all));
        try (IndexDirectory opened = IndexDirectory.open(index, Verify.OPEN, RunControl.silent())) {
            return opened.index(ConfiguredIndex.chosen(configuration), RunControl.silent())
                    .traits()
                    .description();
        }
    }
}
