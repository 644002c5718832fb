package org.ttt4j.embed.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.BackendException;

/**
 * Reads Hugging Face's tokenizer.json for encoders: WordPiece (BERT, MiniLM, MPNet, E5, BGE, ...) and byte-level BPE
 * (RoBERTa, DistilRoBERTa, ...). Its truncation and padding are not used: they belong to whoever wrote the file.
 * Thread-safe.
 *
 * @see <a href="https://huggingface.co/docs/tokenizers/components">tokenizers: components</a>
 */
final class TokenizerJson {

    private static final String SUPPORTED = "model WordPiece with pre_tokenizer BertPreTokenizer, or model BPE with "
            + "pre_tokenizer ByteLevel (Unigram and other SentencePiece models are not supported)";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Json root;
    private final Json model;
    private final Map<String, Integer> vocabulary;

    private TokenizerJson(Json root) {
        this.root = root;
        model = root.at("model");
        vocabulary = new HashMap<>();
    }

    /**
     * Reads a tokenizer.
     *
     * @param file what messages call the file
     * @throws BackendException if it is no tokenizer.json, or one of a kind that is not supported
     */
    static TextTokenizer read(String file, byte[] bytes) {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw Failures.of(
                    "tokenizer " + file + ": found text that is not JSON, wanted a tokenizer.json",
                    new IOException(e.getOriginalMessage(), e));
        } catch (IOException e) {
            throw Failures.of("tokenizer " + file + " cannot be read", e);
        }
        Json root = new Json(file, "", node);
        if (bytes.length == 0 || !node.isObject() || root.at("model").absent()) {
            throw root.refuse(bytes.length == 0 ? "an empty file" : "no tokenizer", "a tokenizer.json with a model");
        }
        return new TokenizerJson(root).tokenizer();
    }

    private TextTokenizer tokenizer() {
        String kind = modelKind();
        Json splitter = root.at("pre_tokenizer");
        boolean pieces = kind.equals("WordPiece") && splitter.type().equals("BertPreTokenizer");
        boolean bytes = kind.equals("BPE") && splitter.type().equals("ByteLevel");
        if (!pieces && !bytes) {
            throw root.refuse("model " + kind + " with pre_tokenizer " + describe(splitter), SUPPORTED);
        }
        for (Map.Entry<String, JsonNode> entry : model.at("vocab").fields()) {
            vocabulary.put(entry.getKey(), new Json(root.file(), "model.vocab[]", entry.getValue()).number());
        }
        PreTokenizer words = pieces
                ? new BertWords()
                : new ByteLevelWords(
                        splitter.at("add_prefix_space").flag(true),
                        splitter.at("use_regex").flag(true));
        Normalizer normalizer = normalizer(root.at("normalizer"));
        return new TextTokenizer(
                addedTokens(false, normalizer),
                normalizer,
                addedTokens(true, normalizer),
                words,
                pieces ? wordPiece() : byteLevelBpe(),
                Affixes.of(root.at("post_processor")),
                padding());
    }

    /** The model's type; files of the first years do not say it. */
    private String modelKind() {
        String type = model.type();
        if (!type.isEmpty()) {
            return type;
        }
        if (!model.at("merges").absent()) {
            return "BPE";
        }
        return model.at("max_input_chars_per_word").absent() ? "without type" : "WordPiece";
    }

    private static String describe(Json json) {
        return json.absent() ? "none" : json.type();
    }

    private WordPiece wordPiece() {
        String unknown = model.at("unk_token").text("[UNK]");
        Integer id = vocabulary.get(unknown);
        if (id == null) {
            throw model.at("vocab").refuse("no token " + unknown, "one, for words that no other tokens cover");
        }
        Json longest = model.at("max_input_chars_per_word");
        return new WordPiece(
                vocabulary,
                id,
                model.at("continuing_subword_prefix").text("##"),
                longest.absent() ? 100 : longest.number());
    }

    private ByteLevelBpe byteLevelBpe() {
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.at(affix).text("").isEmpty()) {
                throw model.at(affix).refuse("nothing, as in byte-level BPE");
            }
        }
        List<String[]> merges = new ArrayList<>();
        for (Json merge : model.at("merges").items()) {
            // Either "left right" or ["left", "right"].
            String[] pair = merge.node().isArray()
                    ? merge.items().stream().map(Json::text).toArray(String[]::new)
                    : merge.text().split(" ", -1);
            if (pair.length != 2) {
                throw merge.refuse("two tokens");
            }
            merges.add(pair);
        }
        try {
            return new ByteLevelBpe(
                    vocabulary, merges, model.at("ignore_merges").flag(false));
        } catch (IllegalArgumentException e) {
            throw Failures.of("tokenizer " + root.file(), e);
        }
    }

    private static Normalizer normalizer(Json json) {
        if (json.absent()) {
            return Normalizer.NONE;
        }
        return switch (json.type()) {
            case "BertNormalizer" -> {
                boolean lowerCase = json.at("lowercase").flag(true);
                yield new BertNormalizer(
                        json.at("clean_text").flag(true),
                        json.at("handle_chinese_chars").flag(true),
                        json.at("strip_accents").flag(lowerCase),
                        lowerCase);
            }
            case "Sequence" ->
                Normalizer.sequence(json.at("normalizers").items().stream()
                        .map(TokenizerJson::normalizer)
                        .toList());
            case "NFC", "NFD", "NFKC", "NFKD" -> Normalizer.form(Form.valueOf(json.type()));
            case "Lowercase" -> Normalizer::lowerCase;
            case "StripAccents" -> Normalizer::withoutMarks;
            default ->
                throw json.refuse("one of BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Sequence");
        };
    }

    private AddedTokens addedTokens(boolean normalized, Normalizer normalizer) {
        Json added = root.at("added_tokens");
        List<AddedTokens.Token> tokens = new ArrayList<>();
        for (Json token : added.absent() ? List.<Json>of() : added.items()) {
            String content = token.at("content").text();
            String sought = normalized ? normalizer.apply(content) : content;
            boolean special = token.at("special").flag(false);
            if (!sought.isEmpty() && normalized == token.at("normalized").flag(!special)) {
                tokens.add(new AddedTokens.Token(
                        token.at("id").number(),
                        sought,
                        token.at("single_word").flag(false),
                        token.at("lstrip").flag(false),
                        token.at("rstrip").flag(false)));
            }
        }
        return new AddedTokens(tokens);
    }

    /** The padding's id matters although it is masked: RoBERTa's models count positions by it. */
    private int padding() {
        Json id = root.at("padding").at("pad_id");
        if (!id.absent()) {
            return id.number();
        }
        Json added = root.at("added_tokens");
        for (Json token : added.absent() ? List.<Json>of() : added.items()) {
            if (List.of("[PAD]", "<pad>").contains(token.at("content").text())) {
                return token.at("id").number();
            }
        }
        return vocabulary.getOrDefault("<pad>", vocabulary.getOrDefault("[PAD]", 0));
    }
}
