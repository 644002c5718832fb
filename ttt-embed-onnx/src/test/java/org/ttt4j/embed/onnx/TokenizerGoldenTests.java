package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Token ids against those of Hugging Face's tokenizers, on real, mixed and random texts. */
class TokenizerGoldenTests {

    private static final int ALL = 1 << 20;

    @Test
    void wordPieceEqualsTheReference() {
        check(minilm(), "wordpiece.jsonl.gz", 2900);
    }

    @Test
    void wordPieceThatKeepsCaseAndAccentsEqualsTheReference() {
        ObjectNode json = (ObjectNode) Goldens.parsed(new String(minilm(), StandardCharsets.UTF_8));
        ((ObjectNode) json.get("normalizer")).put("lowercase", false).putNull("strip_accents");
        check(json.toString().getBytes(StandardCharsets.UTF_8), "cased.jsonl.gz", 600);
    }

    @Test
    void byteLevelEqualsTheReference() {
        check(Goldens.bytes("bytelevel-tokenizer.json"), "bytelevel.jsonl.gz", 2900);
    }

    @Test
    void byteLevelWithPrefixSpaceEqualsTheReference() {
        ObjectNode json = (ObjectNode)
                Goldens.parsed(new String(Goldens.bytes("bytelevel-tokenizer.json"), StandardCharsets.UTF_8));
        ((ObjectNode) json.get("pre_tokenizer")).put("add_prefix_space", true);
        check(json.toString().getBytes(StandardCharsets.UTF_8), "bytelevel-prefix.jsonl.gz", 600);
    }

    static byte[] minilm() {
        return ModelFiles.bundled("all-minilm-l6-v2", Optional.empty()).tokenizer();
    }

    private static void check(byte[] json, String golden, int atLeast) {
        TextTokenizer tokenizer = TokenizerJson.read("golden", json);
        List<JsonNode> lines = Goldens.lines(golden);
        assertThat(lines).hasSizeGreaterThanOrEqualTo(atLeast);
        for (JsonNode line : lines) {
            String text = line.get("text").textValue();
            int[] expected = StreamSupport.stream(line.get("ids").spliterator(), false)
                    .mapToInt(JsonNode::intValue)
                    .toArray();
            assertThat(tokenizer.encode(text, ALL)).as("tokens of \"%s\"", text).isEqualTo(expected);
            int some = Math.max(3, expected.length / 2);
            assertThat(tokenizer.encode(text, some))
                    .as("at most %d tokens of \"%s\"", some, text)
                    .isEqualTo(truncated(expected, some));
        }
    }

    /** What truncation at the right leaves: the last special token stays last. Both kinds add one at each end. */
    private static int[] truncated(int[] ids, int length) {
        if (ids.length <= length) {
            return ids;
        }
        int[] kept = Arrays.copyOf(ids, length);
        kept[length - 1] = ids[ids.length - 1];
        return kept;
    }
}
