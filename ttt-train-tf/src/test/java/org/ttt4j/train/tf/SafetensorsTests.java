package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.BackendException;

/** Reading and writing safetensors, and every way the header can lie. */
class SafetensorsTests {

    @TempDir
    private Path directory;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        float[] values = {1.5f, -2, 0.099975586f, 65504, 0, 3};
        for (boolean half : List.of(true, false)) {
            Path file = directory.resolve("a.safetensors");
            new SafetensorsWriter(half)
                    .metadata("step", "12")
                    .tensor("x", new long[] {2, 3}, FloatPieces.of(values))
                    .tensor("empty", new long[] {0, 4}, FloatPieces.of(new float[0]))
                    .tensor("scalar", new long[0], FloatPieces.of(new float[] {7}))
                    .write(file);
            try (Safetensors read = Safetensors.open(ByteSource.file(file))) {
                assertThat(read.entries().keySet()).containsExactly("x", "empty", "scalar");
                assertThat(read.entries().get("x").shape()).containsExactly(2L, 3L);
                assertThat(read.metadata()).isEqualTo(Map.of("step", "12"));
                List<Float> found = new ArrayList<>();
                read.floats("x").forEach((piece, count) -> {
                    for (int i = 0; i < count; i++) {
                        found.add(piece[i]);
                    }
                });
                assertThat(found).containsExactly(1.5f, -2f, 0.099975586f, 65504f, 0f, 3f);
            }
            try (var files = Files.list(directory)) {
                assertThat(files).containsExactly(file);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}                                          | wanted JSON
                    []                                                                                              | wanted a JSON object
                    {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}} | Duplicate
                    {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}                                         | exactly that many
                    {"x":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}                                          | exactly that many
                    {"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}                                         | truncated
                    {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                                          | found 8 bytes of data
                    {"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                                          | must not overlap or leave holes
                    {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | must not overlap
                    {"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                                         | wanted a known dtype
                    {"x":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}                                          | wanted a known dtype
                    {"x":{"dtype":"F32","shape":[2],"data_offsets":[8]}}                                            | wanted a known dtype
                    {"x":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}                                        | wanted a known dtype
                    {"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}                      | exactly that many
                    {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}                       | wanted a known dtype
                    {"x":7}                                                                                         | wanted a known dtype
                    """)
    void headersThatLieAreRefused(String header, String problem) {
        assertThatThrownBy(() -> Safetensors.open(bytes(header.strip(), 8)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("x.safetensors")
                .hasMessageContaining(problem.strip())
                .hasMessageNotContaining("\n");
    }

    @Test
    void impossibleLengthsAreRefused() {
        for (long length : new long[] {0, 1, -1, Long.MAX_VALUE, 1L << 40, 9}) {
            byte[] file = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            assertThatThrownBy(() -> Safetensors.open(ByteSource.heap("x.safetensors", file)))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("header length");
        }
        assertThatThrownBy(() -> Safetensors.open(ByteSource.heap("x.safetensors", new byte[5])))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found 5 bytes");
    }

    @Test
    void flippedBitsAreRefusedInOneSentenceOrChangeNames() throws IOException {
        byte[] original = Files.readAllBytes(Golden.DIRECTORY.resolve("model.f16.safetensors"));
        int header =
                (int) ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Architecture gpt2 = Golden.named("gpt2_a").architecture();
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] file = original.clone();
            int bit = random.nextInt(8 * (8 + header));
            file[bit / 8] ^= (byte) (1 << bit % 8);
            try (WeightFiles read =
                    new WeightFiles(List.of(Safetensors.open(ByteSource.heap("x.safetensors", file))), "x")) {
                WeightMap.match(read, gpt2, "x");
            } catch (BackendException clear) {
                assertThat(clear.getMessage()).startsWith("x").doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2000);
    }

    private static ByteSource bytes(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteSource.heap(
                "x.safetensors",
                ByteBuffer.allocate(8 + text.length + data)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .array());
    }
}
