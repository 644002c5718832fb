package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ttt4j.api.BackendException;

/**
 * Reads Hugging Face's {@code tokenizer.json} with a BPE of bytes (GPT-2, GPT-Neo, Llama 3, Qwen2) or of characters
 * (Llama 2, Phi-3, Gemma 2), refuses whatever would change the ids and is not known, and writes the file of a learned
 * {@link ByteLevelBpe}. Thread-safe.
 *
 * @see <a href="https://huggingface.co/docs/tokenizers/components">tokenizers: components</a>
 */
final class TokenizerJson {

    private static final int LARGEST = 1 << 24;

    private final byte[] file;
    private final Json json;
    private final Json model;
    private final TokenizerParts parts;
    private final boolean specialIsText;
    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final Map<Integer, String> added = new HashMap<>();

    private TokenizerJson(byte[] file, String name, boolean specialIsText) {
        this.file = file;
        this.specialIsText = specialIsText;
        json = Json.parse(file, name);
        model = json.object("model");
        parts = new TokenizerParts(json);
    }

    /**
     * Reads a tokenizer.json.
     *
     * @throws BackendException naming what was found and what was wanted
     */
    static FileTokenizer read(byte[] file, String name) {
        return read(file, name, false);
    }

    /** The same; special tokens that are written in a text are text like any other if {@code specialIsText}. */
    static FileTokenizer read(byte[] file, String name, boolean specialIsText) {
        return new TokenizerJson(file, name, specialIsText).tokenizer();
    }

    /** The vocabulary of a file in GPT-2's form, from which one can learn less: no rewriting, GPT-2's own cut. */
    static ByteLevelBpe readLearned(byte[] file, String name) {
        FileTokenizer whole = read(file, name);
        Json cutter = Json.parse(file, name).object("pre_tokenizer");
        boolean gpt2 = cutter.text("type", "").equals("ByteLevel") && !cutter.flag("add_prefix_space", true);
        if (gpt2 && cutter.flag("use_regex", true) && whole.subwords() instanceof ByteLevelBpe bpe) {
            return bpe;
        }
        throw cutter.refuse("pre_tokenizer", cutter.root().toString(), "GPT-2's: ByteLevel, add_prefix_space false");
    }

    private FileTokenizer tokenizer() {
        // Files of the first years do not say the type.
        if (!model.text("type", "BPE").equals("BPE")
                || !model.root().path("vocab").isObject()) {
            throw json.refuse("model.type", model.root().path("type").toString(), "BPE with a vocab");
        }
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.text(affix, "").isEmpty()) {
                throw json.refuse("model." + affix, model.text(affix, ""), "none");
            }
        }
        if (model.number("dropout", 0) != 0) {
            throw json.refuse("model.dropout", model.root().path("dropout").toString(), "null");
        }
        model.root().path("vocab").properties().forEach(entry -> put(entry.getKey(), entry.getValue()));
        added();
        boolean byteLevel = parts.byteLevel();
        if (byteLevel) {
            parts.requireByteLevelDecoder();
        }
        Rewriting rewriting = parts.rewriting();
        FileTokenizer.Way way = new FileTokenizer.Way(
                addedTokens(Rewriting.NONE, false),
                rewriting,
                addedTokens(rewriting, true),
                parts.cutter(),
                !byteLevel && parts.dropsSpace());
        Subwords subwords = byteLevel ? byteLevelBpe() : characterBpe();
        return new FileTokenizer(file, way, subwords, added, byteLevel ? "" : TokenizerParts.MARK, parts.opening());
    }

    private void put(String token, JsonNode id) {
        vocabulary.put(token, checkedId(token, id));
    }

    private int checkedId(String token, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= LARGEST) {
            throw json.refuse("id of \"" + token + "\"", id.toString(), "a whole number in [0, " + LARGEST + ")");
        }
        return id.intValue();
    }

    private void added() {
        Set<Integer> taken = new HashSet<>(vocabulary.values());
        boolean twice = taken.size() < vocabulary.size();
        for (Json token : json.objects("added_tokens")) {
            String content = token.text("content", "");
            int id = checkedId(content, token.root().path("id"));
            boolean known = Integer.valueOf(id).equals(vocabulary.get(content));
            twice |= !known && !taken.add(id);
            added.put(id, content);
        }
        if (twice) {
            throw json.refuse("model.vocab", "one id for two tokens", "different ids");
        }
    }

    private AddedTokens addedTokens(Rewriting rewriting, boolean rewritten) {
        List<AddedTokens.Token> tokens = new ArrayList<>();
        for (Json token : json.objects("added_tokens")) {
            String sought = rewriting.apply(token.text("content", ""));
            boolean normalized = token.flag("normalized", !token.flag("special", false));
            if (!sought.isEmpty() && normalized == rewritten) {
                tokens.add(new AddedTokens.Token(
                        token.integer("id"),
                        sought,
                        token.flag("single_word", false),
                        token.flag("lstrip", false),
                        token.flag("rstrip", false),
                        token.flag("special", false)));
            }
        }
        return new AddedTokens(tokens, specialIsText);
    }

    private int endOfText() {
        return added.entrySet().stream()
                .filter(entry -> entry.getValue().equals(Ids.END_OF_TEXT))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(vocabulary.getOrDefault(Ids.END_OF_TEXT, -1));
    }

    private byte[][] table() {
        return new byte[vocabulary.values().stream().mapToInt(id -> id).max().orElse(-1) + 1][];
    }

    private ByteLevelBpe byteLevelBpe() {
        if (model.flag("byte_fallback", false)) {
            throw json.refuse("model.byte_fallback", "true", "false, for bytes have tokens of their own");
        }
        byte[][] tokens = table();
        int[] byteIds = new int[256];
        Arrays.fill(byteIds, -1);
        vocabulary.forEach((token, id) -> {
            byte[] spelled = added.containsKey(id) ? null : ByteAlphabet.bytes(token);
            tokens[id] = spelled == null ? token.getBytes(StandardCharsets.UTF_8) : spelled;
            if (spelled != null && spelled.length == 1) {
                byteIds[Byte.toUnsignedInt(spelled[0])] = id;
            }
        });
        requireBytes(byteIds);
        ByteLevelBpe bpe = new ByteLevelBpe(tokens, byteIds, merges(), endOfText());
        return model.flag("ignore_merges", false) ? bpe.withWholePieces() : bpe;
    }

    private CharacterBpe characterBpe() {
        if (!model.flag("byte_fallback", false)) {
            throw json.refuse(
                    "pre_tokenizer and model.byte_fallback",
                    json.root().path("pre_tokenizer") + " and false",
                    "ByteLevel or true: else characters would be lost");
        }
        if (model.flag("ignore_merges", false)) {
            throw json.refuse("model.ignore_merges", "true", "false with byte_fallback");
        }
        byte[][] tokens = table();
        Map<Integer, Integer> characters = new HashMap<>();
        int[] byteIds = new int[256];
        Arrays.fill(byteIds, -1);
        vocabulary.forEach((token, id) -> {
            int value = byteOf(token);
            if (value >= 0) {
                byteIds[value] = id;
                tokens[id] = new byte[] {(byte) value};
                return;
            }
            tokens[id] = token.replace(TokenizerParts.MARK, " ").getBytes(StandardCharsets.UTF_8);
            if (!token.isEmpty() && Character.charCount(token.codePointAt(0)) == token.length()) {
                characters.put(token.codePointAt(0), id);
            }
        });
        requireBytes(byteIds);
        return new CharacterBpe(tokens, characters, byteIds, merges());
    }

    private void requireBytes(int[] byteIds) {
        for (int b = 0; b < 256; b++) {
            if (byteIds[b] < 0) {
                throw json.refuse("model.vocab", "no token for byte " + b, "one for each of the 256 bytes");
            }
        }
    }

    /** The byte that {@code <0xE4>} stands for, or -1. */
    private static int byteOf(String token) {
        boolean form = token.length() == 6 && token.startsWith("<0x") && token.endsWith(">");
        int high = form ? "0123456789ABCDEF".indexOf(token.charAt(3)) : -1;
        int low = form ? "0123456789ABCDEF".indexOf(token.charAt(4)) : -1;
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }

    private List<ByteLevelBpe.Merge> merges() {
        List<ByteLevelBpe.Merge> merges = new ArrayList<>();
        for (JsonNode pair : model.root().path("merges")) {
            // "a b" in older files, ["a", "b"] in newer ones
            String[] halves = pair.isArray() && pair.size() == 2
                    ? new String[] {pair.get(0).asText(), pair.get(1).asText()}
                    : pair.asText().split(" ", -1);
            Integer left = halves.length == 2 ? vocabulary.get(halves[0]) : null;
            Integer right = halves.length == 2 ? vocabulary.get(halves[1]) : null;
            Integer merged = left == null || right == null ? null : vocabulary.get(halves[0] + halves[1]);
            if (merged == null) {
                throw json.refuse(
                        "model.merges[" + merges.size() + "]", pair.toString(), "two tokens whose union is a token");
            }
            merges.add(new ByteLevelBpe.Merge(left, right, merged));
        }
        return merges;
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
}
