package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.BackendException;

/**
 * Reads and writes the part of Hugging Face's {@code tokenizer.json} that a byte-level BPE needs, and refuses options
 * that would change what it computes. Thread-safe.
 */
final class TokenizerJson {

    private static final int LARGEST = 1 << 24;

    private TokenizerJson() {}

    /**
     * Reads a tokenizer.json.
     *
     * @throws BackendException naming what was found and what was wanted
     */
    static ByteLevelBpe read(byte[] file, String name) {
        Json json = Json.parse(file, name);
        JsonNode model = json.root().path("model");
        if (!model.path("type").asText("BPE").equals("BPE")
                || !model.path("vocab").isObject()) {
            throw json.refuse("model.type", model.path("type").toString(), "BPE with a vocab");
        }
        checkOptions(json, model);
        Map<String, Integer> ids = ids(json, model.path("vocab"));
        int endOfText = addSpecial(json, ids);
        byte[][] tokens =
                new byte[ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1][];
        int[] byteIds = new int[256];
        Arrays.fill(byteIds, -1);
        ids.forEach((token, id) -> {
            byte[] spelled = id == endOfText ? null : ByteAlphabet.bytes(token);
            tokens[id] = spelled == null ? token.getBytes(StandardCharsets.UTF_8) : spelled;
            if (spelled != null && spelled.length == 1) {
                byteIds[Byte.toUnsignedInt(spelled[0])] = id;
            }
        });
        for (int b = 0; b < 256; b++) {
            if (byteIds[b] < 0) {
                throw json.refuse("model.vocab", "no token for byte " + b, "one for each of the 256 bytes");
            }
        }
        return new ByteLevelBpe(tokens, byteIds, merges(json, model.path("merges"), ids), endOfText);
    }

    /** Writes a tokenizer.json that {@link #read} and Hugging Face's tokenizers read. */
    static byte[] write(byte[][] tokens, List<ByteLevelBpe.Merge> merges, int endOfText) {
        ObjectNode json = Json.object();
        json.put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        if (endOfText >= 0) {
            ObjectNode end = added.addObject().put("id", endOfText).put("content", Ids.END_OF_TEXT);
            end.put("single_word", false).put("lstrip", false).put("rstrip", false);
            end.put("normalized", false).put("special", true);
        }
        json.putNull("normalizer");
        for (String part : List.of("pre_tokenizer", "post_processor", "decoder")) {
            json.putObject(part)
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", true);
        }
        ObjectNode model = json.putObject("model");
        model.put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "").put("fuse_unk", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id] != null) {
                vocabulary.put(id == endOfText ? Ids.END_OF_TEXT : ByteAlphabet.text(tokens[id]), id);
            }
        }
        ArrayNode pairs = model.putArray("merges");
        merges.forEach(merge ->
                pairs.add(ByteAlphabet.text(tokens[merge.left()]) + " " + ByteAlphabet.text(tokens[merge.right()])));
        return Json.pretty((JsonNode) json);
    }

    private static void checkOptions(Json json, JsonNode model) {
        for (String prefix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(prefix).asText("").isEmpty() && !model.path(prefix).isNull()) {
                throw json.refuse("model." + prefix, model.path(prefix).toString(), "none");
            }
        }
        for (String option : List.of("byte_fallback", "ignore_merges")) {
            if (model.path(option).asBoolean(false)) {
                throw json.refuse("model." + option, "true", "false");
            }
        }
        if (!json.root().path("normalizer").isNull() && json.root().has("normalizer")) {
            throw json.refuse("normalizer", json.root().path("normalizer").toString(), "none");
        }
        JsonNode cutter = json.root().path("pre_tokenizer");
        boolean byteLevel = cutter.path("type").asText("").equals("ByteLevel")
                && !cutter.path("add_prefix_space").asBoolean(true)
                && cutter.path("use_regex").asBoolean(true);
        if (!byteLevel) {
            throw json.refuse("pre_tokenizer", cutter.toString(), "GPT-2's: type ByteLevel, add_prefix_space false");
        }
    }

    private static Map<String, Integer> ids(Json json, JsonNode vocabulary) {
        Map<String, Integer> ids = new HashMap<>();
        vocabulary.properties().forEach(entry -> put(json, ids, entry.getKey(), entry.getValue()));
        return ids;
    }

    private static void put(Json json, Map<String, Integer> ids, String token, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= LARGEST) {
            throw json.refuse("id of \"" + token + "\"", id.toString(), "a whole number in [0, " + LARGEST + ")");
        }
        ids.put(token, id.intValue());
    }

    private static int addSpecial(Json json, Map<String, Integer> ids) {
        for (JsonNode added : json.root().path("added_tokens")) {
            put(json, ids, added.path("content").asText(), added.path("id"));
        }
        if (ids.values().stream().distinct().count() != ids.size()) {
            throw json.refuse("model.vocab", "one id for two tokens", "different ids");
        }
        return ids.getOrDefault(Ids.END_OF_TEXT, -1);
    }

    private static List<ByteLevelBpe.Merge> merges(Json json, JsonNode pairs, Map<String, Integer> ids) {
        List<ByteLevelBpe.Merge> merges = new ArrayList<>();
        for (JsonNode pair : pairs) {
            // "a b" in older files, ["a", "b"] in newer ones
            String[] parts = pair.isArray() && pair.size() == 2
                    ? new String[] {pair.get(0).asText(), pair.get(1).asText()}
                    : pair.asText().split(" ", -1);
            if (parts.length != 2
                    || !ids.containsKey(parts[0])
                    || !ids.containsKey(parts[1])
                    || !ids.containsKey(parts[0] + parts[1])) {
                throw json.refuse(
                        "model.merges[" + merges.size() + "]", pair.toString(), "two tokens whose union is a token");
            }
            merges.add(new ByteLevelBpe.Merge(ids.get(parts[0]), ids.get(parts[1]), ids.get(parts[0] + parts[1])));
        }
        return merges;
    }

    /** GPT-2's alphabet of 256 printable characters, one per byte, so that tokens can be written as JSON strings. */
    static final class ByteAlphabet {

        private static final char[] CHARACTER = new char[256];
        private static final Map<Character, Byte> BYTE = new HashMap<>();

        static {
            char next = 256;
            for (int b = 0; b < 256; b++) {
                boolean printable = (b > 0x20 && b < 0x7f) || (b > 0xa0 && b != 0xad);
                CHARACTER[b] = printable ? (char) b : next++;
                BYTE.put(CHARACTER[b], (byte) b);
            }
        }

        private ByteAlphabet() {}

        /** Bytes of a token, or null if it has characters outside the alphabet. */
        static byte[] bytes(String token) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(token.length());
            for (int i = 0; i < token.length(); i++) {
                Byte b = BYTE.get(token.charAt(i));
                if (b == null) {
                    return null;
                }
                bytes.write(b);
            }
            return bytes.toByteArray();
        }

        /** How a token is written. */
        static String text(byte[] bytes) {
            StringBuilder text = new StringBuilder(bytes.length);
            for (byte b : bytes) {
                text.append(CHARACTER[Byte.toUnsignedInt(b)]);
            }
            return text.toString();
        }
    }
}
