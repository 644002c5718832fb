package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTests {

    @TempDir
    private Path directory;

    @Test
    void aStudyIsReadAsItWasWritten() throws IOException {
        Study study = SampleStudy.study();
        Files.writeString(directory.resolve(Study.FILE), study.toJson());
        assertThat(Study.read(directory)).isEqualTo(study);
        assertThat(study.toJson()).contains("\"dynamic-evaluation\"");
        assertThat(study.documents()).isEqualTo(24);
        assertThat(study.lines()).isEqualTo(SampleStudy.results().size());
    }

    @Test
    void whatIsNoStudyIsNamed() throws IOException {
        assertThatThrownBy(() -> Study.read(directory)).hasMessageContaining("holds no study.json");
        Files.writeString(directory.resolve(Study.FILE), "{\"format\": 7}");
        assertThatThrownBy(() -> Study.read(directory)).hasMessageContaining("study.json: ");
        Files.writeString(
                directory.resolve(Study.FILE),
                SampleStudy.study().toJson().replace("\"format\" : 1", "\"format\" : 7"));
        assertThatThrownBy(() -> Study.read(directory)).hasMessageContaining("found format 7, wanted 1");
    }

    @Test
    void impossibleStudiesAreRefused() {
        Study study = SampleStudy.study();
        assertThatThrownBy(() -> new Study(1, "x", List.of(1, 5), study.arms(), study.domains(), null, 0, null))
                .hasMessageContaining("begin with 0");
        assertThatThrownBy(() -> new Study(
                        1,
                        "x",
                        List.of(0, 5),
                        List.of(study.arms().get(0), study.arms().get(0)),
                        study.domains(),
                        null,
                        0,
                        null))
                .hasMessageContaining("found two arms called \"base\"");
        assertThatThrownBy(() -> new StudyDomain("x", 2, 3, 1)).hasMessageContaining("found domain x");
    }

    @Test
    void examplesAreReadAsTheyWereWritten() throws IOException {
        StudyExample example = new StudyExample(
                "sift lambda 0.1",
                7,
                0,
                "Github",
                "a/b#1",
                "class A {",
                50,
                List.of(new TokenChange("class", -3, -1), new TokenChange(" A", -1, -1)),
                List.of(new StudyExample.Neighbor(9, "a/c#0", "class C {", 0.9f, Double.NaN)));
        assertThat(StudyExample.read(directory)).isEmpty();
        Path examples = Files.createDirectory(directory.resolve(StudyExample.DIRECTORY));
        Files.writeString(examples.resolve(example.fileName()), example.toJson());
        assertThat(StudyExample.read(directory)).containsExactly(example);
        assertThat(example.gain()).isEqualTo(0.5);
        Files.writeString(examples.resolve("damaged.json"), "{");
        assertThatThrownBy(() -> StudyExample.read(directory)).hasMessageContaining("damaged.json");
    }
}
