package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.RunControl;

class IndexSizingTests {

    @TempDir
    Path directory;

    @Test
    void dryRunWritesNothing() throws IOException {
        Path corpus = Corpora.write(directory.resolve("c.jsonl"), 300);
        Path out = directory.resolve("index");
        JsonNode json = CommandRun.pure("index", "build", "--corpus", corpus, "--out", out, "--dry-run", "--json")
                .json();
        assertThat(json.get("documents").asLong()).isEqualTo(300);
        assertThat(json.get("vector_bytes").asLong()).isEqualTo(300L * 512 * 4);
        assertThat(json.get("embed_seconds").asDouble()).isPositive();
        assertThat(json.get("index_seconds").isNull())
                .as("of an index nothing is known of")
                .isTrue();
        assertThat(directory).isDirectoryNotContaining("glob:**/index*");
        assertThat(CommandRun.pure("index", "build", "--corpus", corpus, "--out", out, "--dry-run")
                        .succeeded()
                        .out())
                .contains("300, d = 512", "nothing was written");
    }

    @Test
    void wrongOptionsAreRefused() throws IOException {
        Path corpus = Corpora.write(directory.resolve("c.jsonl"), 3);
        Path out = directory.resolve("index");
        CommandRun.pure("index", "build", "--corpus", corpus, "--out", out, "--memory", "4g")
                .failed(2, "ttt.index.use = exact", "wanted faiss");
        CommandRun.pure("index", "build", "--corpus", corpus, "--out", out, "--memory", "much")
                .failed(2, "--memory much");
        CommandRun.pure("index", "build", "--corpus", corpus, "--out", out, "--recall", "2")
                .failed(2, "--recall 2.0");
    }

    @Test
    void surveyCountsDocumentsAndBytes() throws IOException {
        Path corpus = Corpora.write(directory.resolve("c.jsonl"), 500);
        AppSettings settings = Configuration.load(Registry.load(List.of()), ConfigurationSources.of(List.of()))
                .app();
        CorpusSurvey survey = CorpusSurvey.of(List.of(corpus, corpus), settings, RunControl.silent());
        assertThat(survey.documents()).isEqualTo(1000);
        long bytes = 0;
        for (int i = 0; i < 500; i++) {
            bytes += 2L * Corpora.text(i).length(); // all of it is ASCII
        }
        assertThat(survey.textBytes()).isEqualTo(bytes);
        assertThat(survey.sample())
                .hasSize(64)
                .anyMatch(text -> text.compareTo(Corpora.text(100)) > 0)
                .isEqualTo(CorpusSurvey.of(List.of(corpus, corpus), settings, RunControl.silent())
                        .sample());
    }
}
