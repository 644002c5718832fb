package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.CorpusDocument;

class DemoCorpusTests {

    @TempDir
    private Path directory;

    @Test
    void takesWhatThePlanNamesAndSplitsByFile() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            String text = "/* Copyright */\nfile " + i + "\n\n" + "word ".repeat(30) + i + "\n\nend of " + i + "\n";
            entries.put("src/f" + i + ".txt", text.getBytes(StandardCharsets.UTF_8));
        }
        entries.put("src/again.txt", entries.get("src/f3.txt"));
        entries.put("src/latin.txt", new byte[] {'a', (byte) 0xe9});
        entries.put("src/not.md", "other".getBytes(StandardCharsets.UTF_8));
        entries.put("test/f.txt", "left out".getBytes(StandardCharsets.UTF_8));
        DemoCorpus corpus = build(entries, 3, 12, null);
        assertThat(corpus.indexed()).hasSizeLessThanOrEqualTo(12).isNotEmpty();
        assertThat(files(corpus.heldOut())).hasSize(3).doesNotContainAnyElementsOf(files(corpus.indexed()));
        assertThat(corpus.indexed()).noneMatch(document -> document.text().contains("Copyright"));
        Set<String> texts = new HashSet<>();
        corpus.heldOut().forEach(document -> texts.add(document.text()));
        assertThat(corpus.indexed()).noneMatch(document -> texts.contains(document.text()));
        assertThat(corpus.heldOut())
                .allMatch(document -> document.source().matches("g:a:1!src/(f\\d|again)\\.txt#\\d"));
        assertThat(build(entries, 3, 12, null)).as("the same again").isEqualTo(corpus);
    }

    @Test
    void textsCanLieInJson() throws IOException {
        Map<String, byte[]> entries = Map.of(
                "src/a.txt", "{\"body\":{\"text\":\"said in JSON\"}}".getBytes(StandardCharsets.UTF_8),
                "src/b.txt", "{\"body\":{}}".getBytes(StandardCharsets.UTF_8));
        assertThat(build(entries, 0, 5, "/body/text").indexed())
                .extracting(CorpusDocument::text)
                .containsExactly("said in JSON\n");
    }

    @Test
    void theBundledPlanIsWellFormed() {
        DemoPlan plan = DemoPlan.bundled();
        assertThat(plan.domains()).hasSizeGreaterThanOrEqualTo(8);
        assertThat(plan.domains()).extracting(DemoPlan.Domain::domain).doesNotHaveDuplicates();
        assertThat(plan.domains().stream()
                        .mapToInt(DemoPlan.Domain::maxDocuments)
                        .sum())
                .isGreaterThanOrEqualTo(2000);
        assertThat(plan.domains()).allSatisfy(domain -> {
            assertThat(domain.heldOutFiles()).isPositive();
            assertThat(domain.artifacts()).isNotEmpty().allSatisfy(artifact -> {
                assertThatCode(() -> MavenCoordinates.parse(artifact.coordinates()))
                        .doesNotThrowAnyException();
                assertThat(artifact.sha256()).matches("[0-9a-f]{64}");
                assertThat(artifact.license()).isNotBlank();
                assertThat(artifact.include()).isNotEmpty();
            });
        });
    }

    @Test
    void documentsComeFromAsManyFilesAsThereAre() throws IOException {
        Path file = directory.resolve("held.jsonl");
        DemoCorpus.write(
                List.of(held("x", "a#0"), held("x", "a#1"), held("x", "a#2"), held("x", "b#0"), held("y", "c#0")),
                file);
        assertThat(DemoDocuments.choose(file, 3))
                .extracting(EvaluationDocument::source)
                .containsExactly("a#0", "c#0", "b#0", "a#1");
    }

    @Test
    void theExampleHasTheMedianGain() {
        List<EvaluationDocument> documents = Results.documents(4);
        List<DocumentResult> results = List.of(
                Results.scored(0, "d", "a", 100, 100, 90, 80),
                Results.scored(1, "d", "b", 100, 100, 90, 20),
                Results.failed(2, "d"),
                Results.scored(3, "d", "c", 100, 100, 90, 110));
        assertThat(DemoExample.median(documents, results, 2)).contains(documents.get(0));
        assertThat(DemoExample.median(documents, List.of(Results.failed(2, "d")), 2))
                .isEmpty();
    }

    private static CorpusDocument held(String domain, String source) {
        return new CorpusDocument(
                domain + source, Map.of(CorpusDocument.DOMAIN, domain, CorpusDocument.SOURCE, source));
    }

    private DemoCorpus build(Map<String, byte[]> entries, int heldOut, int most, String pointer) throws IOException {
        Path archive = Files.createTempFile(directory, "archive", ".jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        DemoPlan.Artifact artifact =
                new DemoPlan.Artifact("g:a:1", "0", 0, "MIT", List.of("**/*.txt"), List.of("test/**"), pointer);
        DemoPlan plan =
                new DemoPlan(100, 5, List.of(new DemoPlan.Domain("d", most, heldOut, 2, true, List.of(artifact))));
        return DemoCorpus.build(plan, wanted -> archive, RunControl.silent());
    }

    private static Set<String> files(List<CorpusDocument> documents) {
        return documents.stream()
                .map(document -> document.source().replaceAll("#.*", ""))
                .collect(Collectors.toSet());
    }
}
