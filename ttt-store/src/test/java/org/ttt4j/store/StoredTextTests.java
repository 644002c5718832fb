package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ttt4j.api.RunControl;

class StoredTextTests {

    private static final long BEYOND_INT = (5L << 29) + 4096; // 2.5 GiB: three pieces

    @TempDir
    private Path directory;

    /** Mostly short ones, some longer than a frame. */
    private static List<CorpusDocument> documents() {
        Random random = new Random(7);
        return IntStream.range(0, 400)
                .mapToObj(i -> {
                    int length = i % 50 == 17 ? 200_000 : 1 + random.nextInt(2000);
                    String text = random.ints(length, 'a', 'z' + 1)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString();
                    return new CorpusDocument(
                            i + " é " + text, Map.of("source", "s" + i, "pile_set_name", "d" + i % 3));
                })
                .toList();
    }

    private void write(TextFormat format, List<CorpusDocument> documents) throws IOException {
        try (CorpusFileWriter writer = CorpusFileWriter.append(directory, format)) {
            for (CorpusDocument document : documents) {
                writer.add(document);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TextFormat.class)
    void whatWasWrittenIsReadInAnyOrder(TextFormat format) throws IOException {
        List<CorpusDocument> documents = documents();
        write(format, documents);
        try (CorpusFile corpus = CorpusFile.open(directory, documents.size(), format, FileOpening.AS_IS)) {
            long[] ids = new Random(1).longs(1000, 0, documents.size()).toArray();
            assertThat(corpus.texts(ids))
                    .isEqualTo(Arrays.stream(ids)
                            .mapToObj(id -> documents.get((int) id).text())
                            .toList());
            assertThat(corpus.metadata(17)).containsEntry("source", "s17").containsEntry("domain", "d2");
            CorpusFile.Scan scan = corpus.scan();
            for (int i = 0; i < documents.size(); i++) {
                assertThat(scan.line(i)).isEqualTo(documents.get(i).line());
                assertThat(scan.document(i)).isEqualTo(documents.get(i));
            }
            assertThatThrownBy(() -> corpus.texts(new long[] {400})).hasMessage("found id 400, wanted one in [0, 400)");
        }
    }

    /** The file is one that any zstd decompresses to the plain JSON lines. */
    @Test
    void framesAreOneZstdFile() throws IOException {
        List<CorpusDocument> documents = documents();
        write(TextFormat.ZSTD, documents);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        documents.forEach(document -> lines.writeBytes(document.line()));
        try (InputStream in = new ZstdInputStream(Files.newInputStream(directory.resolve("corpus.jsonl.zst")))) {
            assertThat(in.readAllBytes()).isEqualTo(lines.toByteArray());
        }
    }

    @ParameterizedTest
    @EnumSource(TextFormat.class)
    void goingOnBehindACheckpointGivesTheSameBytes(TextFormat format) throws IOException {
        List<CorpusDocument> documents = documents();
        write(format, documents);
        Path parts = Files.createDirectory(directory.resolve("parts"));
        int done = 0;
        while (done < documents.size()) {
            try (CorpusFileWriter writer = CorpusFileWriter.append(parts, format)) {
                assertThat(writer.count()).isEqualTo(done);
                do {
                    writer.add(documents.get(done++));
                } while (done < documents.size() && !(done % 60 > 30 && writer.settled()));
                writer.force();
            }
        }
        for (String name : List.of(format.file(), CorpusFile.OFFSETS)) {
            assertThat(parts.resolve(name)).hasSameBinaryContentAs(directory.resolve(name));
        }
    }

    @Test
    void filesBeyondTwoGigabytesAreReadAcrossTheirPieces() throws IOException {
        Path file = directory.resolve("sparse");
        long[] places = {0, (1L << 30) - 3, (1L << 31) - 5, BEYOND_INT - 8};
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(BEYOND_INT);
            for (long place : places) {
                sparse.seek(place);
                sparse.write(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 200});
            }
        }
        try (MappedFile mapped = MappedFile.open(file)) {
            for (long place : places) {
                assertThat(mapped.read(place, 8)).containsExactly(1, 2, 3, 4, 5, 6, 7, 200);
            }
            assertThat(mapped.number(BEYOND_INT - 8)).isEqualTo(0xc807060504030201L);
            assertThatThrownBy(() -> mapped.read(BEYOND_INT - 7, 8)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> mapped.read(-1, 8)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> mapped.number(BEYOND_INT)).isInstanceOf(StoreException.class);
        }
        try (VectorFile vectors = VectorFile.open(file, 1024, BEYOND_INT / 4096, FileOpening.AS_IS)) {
            float[] row = new float[1024];
            vectors.copy(BEYOND_INT / 4096 - 1, 1, row, 0);
            assertThat(Float.floatToIntBits(row[1023])).isEqualTo(0xc8070605);
        }
    }

    @Test
    void aBlockIsComparedWhenItIsTouchedFirst() throws IOException {
        byte[] bytes = new byte[3 * BlockSums.BLOCK + 1000];
        new Random(3).nextBytes(bytes);
        Path file = Files.write(directory.resolve("data"), bytes);
        FileSums.of(file, RunControl.silent()).write(file);
        bytes[2 * BlockSums.BLOCK + 5] ^= 1;
        Files.write(file, bytes);
        try (BlockSums sums = BlockSums.open(file, bytes.length);
                MappedFile mapped = MappedFile.open(file, bytes.length, Optional.of(sums))) {
            List<Long> refused = new ArrayList<>();
            for (long at = 0; at + 100 <= bytes.length; at += 100) {
                try {
                    assertThat(mapped.read(at, 100)).isEqualTo(Arrays.copyOfRange(bytes, (int) at, (int) at + 100));
                } catch (StoreException damaged) {
                    assertThat(damaged).hasMessageContaining("data: the checksum of the bytes from 524288 on");
                    refused.add(at / BlockSums.BLOCK);
                }
            }
            assertThat(refused).isNotEmpty().allMatch(block -> block == 2 || block == 1); // 1: reads that cross over
            assertThat(refused.stream().filter(block -> block == 1).count()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aFileThatWasCutOrClosedIsRefused() throws IOException {
        Path file = Files.write(directory.resolve("data"), new byte[100_000]);
        MappedFile mapped = MappedFile.open(file);
        Files.write(file, new byte[10]);
        assertThatThrownBy(() -> mapped.read(50_000, 8))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("found 10 bytes, wanted 100000");
        mapped.close();
        assertThatThrownBy(() -> mapped.read(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mapped.number(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MappedFile.open(file, 11, Optional.empty()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("found 10 bytes, wanted 11");
    }
}
