package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLogTests {

    private static final List<DocumentResult> THREE = List.of(
            Results.scored(7, "läw", "a#1", 100, 400.125, 1.0 / 3, 2e-300),
            Results.failed(1, "math"),
            Results.scored(0, "law", "", 1, 5, 5, 5));

    @TempDir
    private Path directory;

    @Test
    void whatWasWrittenIsReadBackEqual() throws IOException {
        Path file = written(THREE);
        assertThat(read(file)).isEqualTo(THREE);
    }

    /** A killed process leaves a file that ends anywhere; every cut in the last two lines is tried. */
    @Test
    void everyTornEndIsDroppedAndOnlyThat() throws IOException {
        byte[] whole = Files.readAllBytes(written(THREE));
        int secondLine = lineEnd(whole, 0) + 1;
        int thirdLine = lineEnd(whole, secondLine) + 1;
        int cuts = 0;
        for (int length = secondLine; length < whole.length; length++) {
            Path file = directory.resolve("cut-" + length);
            Files.write(file, Arrays.copyOf(whole, length));
            int kept = length < thirdLine ? 1 : 2;
            assertThat(read(file)).as("cut to %d bytes", length).isEqualTo(THREE.subList(0, kept));
            try (ResultLog log = ResultLog.open(file, Results.COUNTS)) {
                for (DocumentResult missing : THREE.subList(kept, THREE.size())) {
                    log.append(missing);
                }
            }
            assertThat(Files.readAllBytes(file))
                    .as("gone on after %d bytes", length)
                    .isEqualTo(whole);
            cuts++;
        }
        assertThat(cuts).isGreaterThan(300);
    }

    @Test
    void aLastLineOfGarbageIsDropped() throws IOException {
        Path file = written(THREE.subList(0, 2));
        byte[] zeros = new byte[200];
        zeros[199] = '\n';
        Files.write(file, zeros, StandardOpenOption.APPEND);
        assertThat(read(file)).isEqualTo(THREE.subList(0, 2));
    }

    @Test
    void damageBeforeTheLastLineIsRefusedWithItsPlace() throws IOException {
        Path file = written(THREE);
        byte[] bytes = Files.readAllBytes(file);
        bytes[3] = '}';
        Files.write(file, bytes);
        assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class).hasMessageContaining("line 1");
        assertThat(Files.readAllBytes(file)).as("left as it was").isEqualTo(bytes);
    }

    @Test
    void resultsAtOtherCountsAreRefused() throws IOException {
        Path file = written(THREE);
        assertThatThrownBy(() -> ResultLog.open(file, new NeighborCounts(List.of(0, 1, 6))))
                .hasMessageContaining("[0, 1, 5]")
                .hasMessageContaining("[0, 1, 6]");
    }

    @Test
    void aDocumentTwiceIsRefused() throws IOException {
        Path file = written(THREE);
        Files.write(file, Files.readAllBytes(written(THREE)), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> read(file)).hasMessageContaining("a second time");
    }

    @Test
    void onlyOneRunWrites() throws IOException {
        Path file = directory.resolve("locked");
        try (ResultLog first = ResultLog.open(file, Results.COUNTS)) {
            assertThatThrownBy(() -> ResultLog.open(file, Results.COUNTS)).hasMessageContaining("another run");
            first.append(THREE.get(0));
        }
        assertThat(read(file)).hasSize(1);
    }

    @Test
    void jsonHasNoNumberThatJsonDoesNotHave() {
        String line = ResultJson.write(THREE.get(0), Results.COUNTS);
        assertThat(line).doesNotContain("NaN").contains("\"uncertainty\":null", "\"similarity\":0.75");
    }

    private Path written(List<DocumentResult> results) throws IOException {
        Path file = Files.createTempFile(directory, "log", ".jsonl");
        try (ResultLog log = ResultLog.open(file, Results.COUNTS)) {
            for (DocumentResult result : results) {
                log.append(result);
            }
        }
        return file;
    }

    private static List<DocumentResult> read(Path file) throws IOException {
        try (ResultLog log = ResultLog.open(file, Results.COUNTS)) {
            return log.results();
        }
    }

    private static int lineEnd(byte[] bytes, int from) {
        return from + new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1).indexOf('\n');
    }
}
