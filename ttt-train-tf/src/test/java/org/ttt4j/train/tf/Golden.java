package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The golden checkpoint gpt2_a: what Hugging Face's GPT-2 and tttlm computed, in float32. */
final class Golden {

    static final Path DIRECTORY = directory();
    static final JsonNode EXPECTED = expected();

    private Golden() {}

    static Gpt2Config config() throws IOException {
        return Gpt2Config.parse(Files.readAllBytes(DIRECTORY.resolve("config.json")), "config.json");
    }

    /** The model with the weights of one of the three files. */
    static Gpt2Model open(String weights) throws IOException {
        Gpt2Model model = Gpt2Model.open(config(), AdamW.testTime(), 1, false);
        try (Safetensors file = Safetensors.open(ByteSource.file(DIRECTORY.resolve(weights)))) {
            Gpt2Weights.load(file, Gpt2Weights.match(file, model.config(), weights), model);
        }
        return model;
    }

    static int[] ids() {
        int[] ids = new int[EXPECTED.get("input_ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = EXPECTED.get("input_ids").get(i).intValue();
        }
        return ids;
    }

    static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).doubleValue();
        }
        return values;
    }

    private static Path directory() {
        try {
            return Path.of(Golden.class.getResource("gpt2_a/config.json").toURI())
                    .getParent();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JsonNode expected() {
        try {
            return new ObjectMapper()
                    .readTree(DIRECTORY.resolve("expected.json").toFile());
        } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
        }
    }
}
