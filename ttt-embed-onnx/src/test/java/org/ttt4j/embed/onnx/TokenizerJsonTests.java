package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;

/** The forms in which tokenizer.json comes, and what it must not contain. */
class TokenizerJsonTests {

    private static final String TEXT = "one two unknowable, three! [SEP] İİ";

    @Test
    void modelWithoutTypeIsRecognised() {
        assertThat(read(TinyModel.TOKENIZER.replace("\"type\": \"WordPiece\", ", "\"max_input_chars_per_word\": 100, "))
                        .encode(TEXT, 100))
                .isEqualTo(read(TinyModel.TOKENIZER).encode(TEXT, 100));
        ObjectNode bytes = byteLevel();
        ((ObjectNode) bytes.get("model")).remove("type");
        assertThat(read(bytes.toString()).encode(TEXT, 100))
                .isEqualTo(read(byteLevel().toString()).encode(TEXT, 100));
    }

    @Test
    void bothFormsOfMergesAreTheSame() {
        ObjectNode json = byteLevel();
        ArrayNode merges = (ArrayNode) json.get("model").get("merges");
        for (int i = 0; i < merges.size(); i++) {
            String[] pair = merges.get(i).textValue().split(" ", -1);
            merges.set(i, merges.arrayNode().add(pair[0]).add(pair[1]));
        }
        assertThat(read(json.toString()).encode(TEXT, 100))
                .isEqualTo(read(byteLevel().toString()).encode(TEXT, 100));
    }

    @Test
    void wholeWordsComeFirstWhereMergesAreIgnored() {
        ObjectNode json = byteLevel();
        ((ObjectNode) json.get("model")).put("ignore_merges", true);
        ((ObjectNode) json.get("model").get("vocab")).put("\u0120unknowable", 9999);
        assertThat(read(json.toString()).encode(TEXT, 100)).contains(9999);
        ((ObjectNode) json.get("model")).put("ignore_merges", false);
        assertThat(read(json.toString()).encode(TEXT, 100)).doesNotContain(9999);
    }

    @Test
    void templatesGiveTheSpecialTokens() {
        String template = """
                "post_processor": {"type": "TemplateProcessing",
                  "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"SpecialToken": {"id": "[UNK]", "type_id": 0}},
                             {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                  "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                    "[UNK]": {"ids": [1]}, "[SEP]": {"id": "[SEP]", "ids": [3, 3], "tokens": ["[SEP]", "[SEP]"]}}},
                """;
        String json = TinyModel.TOKENIZER.replaceAll("\"post_processor\": .*,\\n", template);
        TextTokenizer tokenizer = read(json);
        assertThat(tokenizer.specialTokens()).isEqualTo(4);
        assertThat(tokenizer.encode("one two", 100)).containsExactly(2, 1, 4, 5, 3, 3);
        assertThat(tokenizer.encode("one two", 5)).containsExactly(2, 1, 4, 3, 3);
        assertThatThrownBy(() -> read(json.replace("\"A\", \"type_id\": 0", "\"A\", \"type_id\": 1")))
                .hasMessageContaining("type_id");
    }

    @Test
    void truncationAndPaddingOfTheFileAreNotUsedButItsPaddingTokenIs() {
        String json = TinyModel.TOKENIZER.replaceFirst(
                "\\{",
                "{\"truncation\": {\"max_length\": 3}, \"padding\": {\"strategy\": {\"Fixed\": 9}, \"pad_id\": 6},");
        assertThat(read(json).encode("one one one one", 100)).containsExactly(2, 4, 4, 4, 4, 3);
        assertThat(read(json).padding()).isEqualTo(6);
        assertThat(read(TinyModel.TOKENIZER).padding()).isZero();
        assertThat(read(byteLevel().toString()).padding()).isEqualTo(1);
    }

    @Test
    void otherNormalizersCanBeCombined() {
        String json = TinyModel.TOKENIZER.replace(
                "{\"type\": \"BertNormalizer\"}",
                "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFKD\"}, {\"type\": \"StripAccents\"},"
                        + " {\"type\": \"Lowercase\"}]}");
        assertThat(read(json).encode("ＯＮＥ twó", 100)).containsExactly(2, 4, 5, 3);
        assertThat(read(TinyModel.TOKENIZER.replace("{\"type\": \"BertNormalizer\"}", "null"))
                        .encode("one ONE", 100))
                .containsExactly(2, 4, 1, 3);
    }

    @Test
    void unsupportedKindsAreRefusedWithWhatIsSupported() {
        refused(
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": []}, \"pre_tokenizer\": {\"type\": \"Metaspace\"}}",
                "found model Unigram with pre_tokenizer Metaspace, wanted model WordPiece");
        refused(TinyModel.TOKENIZER.replace("\"BertPreTokenizer\"", "\"Whitespace\""), "pre_tokenizer Whitespace");
        refused(TinyModel.TOKENIZER.replace("\"BertNormalizer\"", "\"Precompiled\""), "wanted one of BertNormalizer");
        refused(TinyModel.TOKENIZER.replace("\"BertProcessing\"", "\"Magic\""), "wanted one of TemplateProcessing");
    }

    @Test
    void vocabularyMustHoldWhatTheTokenizerNeeds() {
        refused(TinyModel.TOKENIZER.replace("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"<unk>\""), "no token <unk>");
        refused(TinyModel.TOKENIZER.replace("\"one\": 4", "\"one\": \"4\""), "wanted a whole number");
        refused(TinyModel.TOKENIZER.replace("\"one\": 4", "\"one\": 4.5"), "wanted a whole number");
        refused(TinyModel.TOKENIZER.replace("\"one\": 4", "\"one\": 99999999999"), "wanted a whole number");
        ObjectNode bytes = byteLevel();
        ((ObjectNode) bytes.get("model").get("vocab")).remove("!");
        refused(bytes.toString(), "found no token \"!\" in the vocabulary");
        ObjectNode three = byteLevel();
        ((ArrayNode) three.get("model").get("merges")).set(0, "a b c");
        refused(three.toString(), "wanted two tokens");
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("tokenizer test")
                .hasMessageContaining(message);
    }

    private static ObjectNode byteLevel() {
        return (ObjectNode)
                Goldens.parsed(new String(Goldens.bytes("bytelevel-tokenizer.json"), StandardCharsets.UTF_8));
    }

    private static TextTokenizer read(String json) {
        return TokenizerJson.read("test", json.getBytes(StandardCharsets.UTF_8));
    }
}
