package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A golden checkpoint: what Hugging Face's modelling code and tttlm computed with it, in float32. Of all but gpt2_a the
 * files are packed: floats as four planes of bytes, first all lowest bytes, then all second ones and so on, which
 * halves what gzip leaves of the highest; of the logits every eighth row, from row 3.
 */
final class Golden {

    private static final String PLAIN = "gpt2_a";

    /** GPT-2's files as the repository has them, F16 and BF16 among them. */
    static final Path DIRECTORY = plainDirectory();

    final Path directory;
    final JsonNode expected;
    private final String name;

    private Golden(String name) throws IOException {
        this.name = name;
        directory = Files.createTempDirectory("golden-" + name);
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
        expected = new ObjectMapper().readTree(name.equals(PLAIN) ? bytes("expected.json") : unzipped("expected.json"));
        write("config.json", bytes("config.json"));
        write("model.safetensors", name.equals(PLAIN) ? bytes("model.safetensors") : planes("model.safetensors"));
    }

    /** The checkpoint of this name, with its files in a directory of its own. */
    static Golden named(String name) {
        try {
            return new Golden(name);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** One checkpoint for each thing that families do differently. */
    static Stream<Golden> all() {
        return Stream.of(
                        PLAIN,
                        "gptneo_local_global",
                        "llama_gqa_untied",
                        "llama_rope_llama3_tied",
                        "qwen2_qkvbias",
                        "phi3_sliding",
                        "gemma2_softcap")
                .map(Golden::named);
    }

    /** The model with the weights of a file in the directory. */
    LanguageModel open(String weights) throws IOException {
        return open(weights, Precision.FLOAT32);
    }

    /** The same with products of this precision. */
    LanguageModel open(String weights, Precision precision) throws IOException {
        LanguageModel model = LanguageModel.open(
                architecture(), Lora.NONE, Recipe.of(AdamW.testTime()).in(precision), 1);
        try (WeightFiles files =
                new WeightFiles(List.of(Safetensors.open(ByteSource.file(directory.resolve(weights)))), weights)) {
            WeightMap.load(files, WeightMap.match(files, model.architecture(), weights), model);
        }
        return model;
    }

    /** The model with adapters from a file of the repository. */
    LanguageModel open(Lora lora, String file) throws IOException {
        LanguageModel model = LanguageModel.open(architecture(), lora, Recipe.of(AdamW.testTime()), 1);
        try (WeightFiles files = new WeightFiles(
                        List.of(Safetensors.open(ByteSource.file(directory.resolve("model.safetensors")))), name);
                AdapterTensors adapters = AdapterTensors.open(resource(file))) {
            adapters.load(lora, model);
            WeightMap.load(files, WeightMap.match(files, model.architecture(), name), model);
        }
        return model;
    }

    /** A file that the repository has as it is. */
    Path resource(String file) {
        return resource(name, file);
    }

    Architecture architecture() throws IOException {
        return Families.parse(Files.readAllBytes(directory.resolve("config.json")), "config.json");
    }

    int[] ids() {
        int[] ids = new int[expected.get("input_ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = expected.get("input_ids").get(i).intValue();
        }
        return ids;
    }

    /** Row numbers for which there are logits. */
    int[] rows() {
        return Stream.iterate(name.equals(PLAIN) ? 0 : 3, row -> row < 100, row -> row + (name.equals(PLAIN) ? 1 : 8))
                .mapToInt(row -> row)
                .toArray();
    }

    /** Logits of these rows. */
    FloatBuffer logits() throws IOException {
        return ByteBuffer.wrap(name.equals(PLAIN) ? bytes("logits.f32") : planes("logits"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    /** What the weight is called in a model. */
    String weight(String fileName) throws IOException {
        String prefix = architecture().prefix();
        return fileName.startsWith(prefix) ? fileName.substring(prefix.length()) : fileName;
    }

    static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).doubleValue();
        }
        return values;
    }

    @Override
    public String toString() {
        return name;
    }

    /** With what tests added. */
    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path plainDirectory() {
        return resource(PLAIN, "config.json").getParent();
    }

    private static Path resource(String name, String file) {
        try {
            return Path.of(Golden.class.getResource(name + "/" + file).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void write(String file, byte[] bytes) throws IOException {
        Files.write(directory.resolve(file), bytes);
    }

    private byte[] bytes(String file) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream(name + "/" + file)) {
            return in.readAllBytes();
        }
    }

    private byte[] unzipped(String file) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes(file + ".gz")))) {
            return in.readAllBytes();
        }
    }

    private byte[] planes(String file) throws IOException {
        byte[] planes = unzipped(file + ".planes");
        byte[] bytes = new byte[planes.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = planes[i % 4 * (bytes.length / 4) + i / 4];
        }
        return bytes;
    }
}
