package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The packaged program changes an index of FAISS: documents come and go, and every byte stays accounted for. */
class IndexChangeIT {

    @Test
    void documentsComeAndGo() {
        Natives.need("faiss");
        Path work = Samples.directory("changed index");
        Path index = work.resolve("index");
        Path built = work.resolve("built");
        json("build", "--corpus", Samples.corpus(), "--out", built);
        int count = json("merge", built, built, "--out", index).get("documents").asInt();
        JsonNode added = json("add", index, "--corpus", Samples.corpus());
        assertThat(added.get("documents").asInt()).isEqualTo(count + count / 2);
        assertThat(json("delete", index, "--ids", "0-" + (count - 1))
                        .get("documents")
                        .asInt())
                .isEqualTo(count / 2);
        JsonNode report = json("verify", index);
        assertThat(report.get("backend").asText()).isEqualTo("faiss");
        assertThat(report.get("found")).isEqualTo(report.get("sampled"));
        JsonNode found = json("search", index, "progress of long work", "-k", count);
        assertThat(found.findValues("id")).hasSize(count / 2).allMatch(id -> id.asInt() >= count);
    }

    private static JsonNode json(Object... words) {
        return Launch.ttt("index")
                .words(words)
                .words("--json")
                .hashed()
                .succeed()
                .json();
    }
}
