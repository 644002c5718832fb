package org.ttt4j.embed.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Settings;

/**
 * A model of a few hundred bytes whose vectors are plain to see: a token's vector is its row of a table. Its tokenizer
 * knows the words one, two, three and nan. Confined to one thread.
 */
final class TinyModel {

    static final int DIMENSION = 2;
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int INT32 = 6;

    /** Rows by token id: [PAD], [UNK], [CLS], [SEP], one, two, three, nan. */
    static final float[][] TABLE = {
        {100, 100}, {7, -7}, {1, 0}, {0, 1}, {1, 0}, {0, 2}, {-1, -1}, {Float.NaN, 0},
    };

    static final String TOKENIZER = """
            {"added_tokens": [{"id": 0, "content": "[PAD]", "special": true, "normalized": false}],
             "normalizer": {"type": "BertNormalizer"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2,
               "[SEP]": 3, "one": 4, "two": 5, "three": 6, "nan": 7}}}
            """;

    private record Value(String name, int type, List<String> dimensions) {}

    private final List<Value> inputs = new ArrayList<>(List.of(
            new Value("input_ids", INT64, List.of("texts", "tokens")),
            new Value("attention_mask", INT64, List.of("texts", "tokens"))));
    private final Map<String, String> settings = new TreeMap<>();
    private Value output = new Value("last_hidden_state", FLOAT, List.of("texts", "tokens", "2"));
    private int rows = TABLE.length;
    private long opset = 17;
    private String external = "";
    private String tokenizer = TOKENIZER;

    TinyModel input(String name, int type, String... dimensions) {
        inputs.removeIf(input -> input.name().equals(name));
        inputs.add(new Value(name, type, List.of(dimensions)));
        return this;
    }

    TinyModel without(String input) {
        inputs.removeIf(value -> value.name().equals(input));
        return this;
    }

    TinyModel output(String name, String... dimensions) {
        output = new Value(name, FLOAT, List.of(dimensions));
        return this;
    }

    /** Keeps only the first rows of the table, so that other token ids make the model fail. */
    TinyModel rows(int count) {
        rows = count;
        return this;
    }

    TinyModel opset(long version) {
        opset = version;
        return this;
    }

    /** Names a file that is said to hold the table. */
    TinyModel external(String file) {
        external = file;
        return this;
    }

    TinyModel tokenizer(String json) {
        tokenizer = json;
        return this;
    }

    TinyModel set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    byte[] toBytes() {
        Proto graph = new Proto();
        boolean pooled = output.dimensions().size() == 2;
        graph.message(1, node("Gather", pooled ? "rows" : output.name(), "table", "input_ids"));
        if (pooled) {
            Proto axes = new Proto().text(1, "axes").number(8, 1).number(20, 7);
            Proto drop = new Proto().text(1, "keepdims").number(3, 0).number(20, 2);
            graph.message(
                    1, node("ReduceMax", output.name(), "rows").message(5, axes).message(5, drop));
        }
        graph.text(2, "tiny").message(5, table());
        inputs.forEach(input -> graph.message(11, value(input)));
        graph.message(12, value(output));
        return new Proto()
                .number(1, 8)
                .message(8, new Proto().text(1, "").number(2, opset))
                .message(7, graph)
                .toBytes();
    }

    private static Proto node(String type, String output, String... inputs) {
        Proto node = new Proto();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, type).text(4, type);
    }

    private Proto table() {
        Proto table = new Proto()
                .number(1, rows)
                .number(1, DIMENSION)
                .number(2, FLOAT)
                .text(8, "table");
        if (!external.isEmpty()) {
            Proto entry = new Proto().text(1, "location").text(2, external);
            return table.message(13, entry).number(14, 1);
        }
        return table.bytes(9, tableBytes());
    }

    byte[] tableBytes() {
        ByteBuffer raw = ByteBuffer.allocate(rows * DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows; i++) {
            raw.putFloat(TABLE[i][0]).putFloat(TABLE[i][1]);
        }
        return raw.array();
    }

    private static Proto value(Value value) {
        Proto shape = new Proto();
        for (String dimension : value.dimensions()) {
            boolean fixed = Character.isDigit(dimension.charAt(0));
            shape.message(1, fixed ? new Proto().number(1, Long.parseLong(dimension)) : new Proto().text(2, dimension));
        }
        Proto tensor = new Proto().number(1, value.type()).message(2, shape);
        return new Proto().text(1, value.name()).message(2, new Proto().message(1, tensor));
    }

    /** Writes model.onnx and tokenizer.json. */
    Path write(Path directory) {
        try {
            Files.write(directory.resolve("model.onnx"), toBytes());
            Files.writeString(directory.resolve("tokenizer.json"), tokenizer);
            return directory.resolve("model.onnx");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens it from a directory. */
    Embedder open(Path directory) {
        settings.put("model", write(directory).toString());
        settings.putIfAbsent("max-tokens", "16");
        settings.putIfAbsent("normalize", "false");
        return new OnnxEmbedderProvider().open(Settings.of(settings));
    }
}
