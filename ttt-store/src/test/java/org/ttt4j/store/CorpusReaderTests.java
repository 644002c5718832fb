package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusReaderTests {

    private static final int LIMIT = 1000;

    @TempDir
    private Path directory;

    private final BadLines bad = new BadLines(OnBadLine.SKIP);

    private List<CorpusDocument> read(Path file) throws IOException {
        List<CorpusDocument> all = new ArrayList<>();
        try (CorpusReader reader = CorpusReader.open(file, LIMIT, bad)) {
            for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.add(next.orElseThrow());
            }
        }
        return all;
    }

    private Path file(String... lines) throws IOException {
        return Files.writeString(directory.resolve("c.jsonl"), String.join("\n", lines));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void allCompressionsReadAlikeWhateverTheNameSays(Compression compression) throws IOException {
        Path file = directory.resolve("c.jsonl");
        try (OutputStream out = compression.compressed(Files.newOutputStream(file))) {
            for (int i = 0; i < 100; i++) {
                out.write((Corpora.line(i) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        List<CorpusDocument> all = read(file);
        assertThat(all).hasSize(100);
        assertThat(all.get(42).text()).isEqualTo(Corpora.text(42));
        assertThat(all.get(42).domain()).isEqualTo("domain-0");
        assertThat(all.get(42).source()).isEqualTo("notes/42#0");
        assertThat(bad.total()).isZero();
    }

    @Test
    void markOrderCarriageReturnsAndEmptyLinesAreFine() throws IOException {
        List<CorpusDocument> all = read(file("\ufeff{\"text\":\"a\"}\r", "", "  ", "{\"text\":\"b\"}"));
        assertThat(all).extracting(CorpusDocument::text).containsExactly("a", "b");
        assertThat(all.get(0).domain()).isEqualTo("unknown");
        assertThat(bad.total()).isZero();
    }

    @Test
    void everyKindOfBadLineIsCountedWithItsPlace() throws IOException {
        Path file = file(
                "{\"text\":\"good\"}",
                "not json",
                "[1]",
                "{\"text\":\"cut",
                "{\"text\":\"a\"} trailing",
                "{\"txt\":\"a\"}",
                "{\"text\":7}",
                "{\"text\":\"  \"}",
                "{\"text\":\"" + "x".repeat(LIMIT) + "\"}",
                "{\"text\":\"\\ud800\"}",
                "[".repeat(900) + "1",
                "{\"text\":\"last\"}");
        byte[] bytes = Files.readAllBytes(file);
        byte[] notUtf8 = Arrays.copyOf(bytes, bytes.length + 2);
        notUtf8[bytes.length] = '\n';
        notUtf8[bytes.length + 1] = (byte) 0xe9;
        Files.write(file, notUtf8);
        assertThat(read(file)).extracting(CorpusDocument::text).containsExactly("good", "last");
        assertThat(bad.counts()).isEqualTo(Map.of("not_json", 5L, "no_text", 3L, "too_long", 1L, "not_utf8", 2L));
        assertThat(bad.total()).isEqualTo(11);
        assertThat(bad.sentence())
                .startsWith("skipped 11 lines: ")
                .contains("5 not a JSON object (" + file + ":2, " + file + ":3, " + file + ":4, ...)")
                .contains("1 too long (" + file + ":9)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{}", "{\"text\":\"\\ud800\"}"})
    void failingNamesFileAndLine(String line) throws IOException {
        Path file = file("{\"text\":\"good\"}", line);
        try (CorpusReader reader = CorpusReader.open(file, LIMIT, new BadLines(OnBadLine.FAIL))) {
            assertThat(reader.next()).isPresent();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith(file + ":2: the line is ");
        }
    }

    @Test
    void aLineOfFiftyMegabytesIsNotHeld() throws IOException {
        Path file = directory.resolve("long.jsonl");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            out.write("{\"text\":\"".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 50; i++) {
                out.write(megabyte);
            }
            out.write("\"}\n{\"text\":\"next\"}\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(read(file)).extracting(CorpusDocument::text).containsExactly("next");
        assertThat(bad.counts()).isEqualTo(Map.of("too_long", 1L));
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD"})
    void damagedCompressionIsOneSentence(Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.compressed(bytes)) {
            for (int i = 0; i < 2000; i++) {
                out.write((Corpora.line(i) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] whole = bytes.toByteArray();
        Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cut: the compressed file is damaged or cut short after line");
        byte[] head = Arrays.copyOf(whole, 5);
        Path onlyHead = Files.write(directory.resolve("head"), head);
        assertThatThrownBy(() -> read(onlyHead))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("head: the compressed file is damaged");
        for (int i = 20; i < whole.length; i += whole.length / 50) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x10;
            Path file = Files.write(directory.resolve("flipped"), flipped);
            try {
                read(file); // some flips only change text
            } catch (StoreException told) {
                assertThat(told).hasMessageContaining("flipped");
            }
        }
    }

    @Test
    void metaOfAnyShapeIsKeptAsText() throws IOException {
        Path file = file(
                "{\"text\":\"a\",\"meta\":{\"n\":3,\"o\":{\"p\":[1]},\"z\":null,\"b\":true}}",
                "{\"text\":\"b\",\"meta\":5}");
        List<CorpusDocument> all = read(file);
        assertThat(all.get(0).meta()).isEqualTo(Map.of("n", "3", "o", "{\"p\":[1]}", "b", "true"));
        assertThat(all.get(1).meta()).isEmpty();
    }

    @Test
    void directoriesAndMissingFilesAreRefused() {
        assertThatThrownBy(() -> CorpusReader.open(directory, LIMIT, bad)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> CorpusReader.open(directory.resolve("none"), LIMIT, bad))
                .isInstanceOf(NoSuchFileException.class);
    }
}
