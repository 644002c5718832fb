package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.BackendException;

/** What a tokenizer.json may not have is refused by name, and no damage gets further than that. */
class TokenizerRefusalTests {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "llama3 | model         | {'type': 'Unigram', 'vocab': [['a', 0.5]]}        | Unigram",
                "llama3 | model         | {'type': 'WordPiece', 'vocab': {'a': 0}}          | WordPiece",
                "llama3 | model         | {'type': 'BPE', 'vocab': {'a': 0}, 'merges': []}  | no token for byte 0",
                "llama3 | model         | {'vocab': {'a': 0}, 'continuing_subword_prefix': '##'} | continuing_subword_prefix = ##",
                "llama3 | model         | {'vocab': {'a': 0}, 'dropout': 0.1}               | model.dropout = 0.1",
                "llama3 | normalizer    | {'type': 'Lowercase'}                             | normalizer = Lowercase",
                "llama3 | normalizer    | {'type': 'Sequence', 'normalizers': [{'type': 'NFKC'}]} | normalizer = NFKC",
                "llama3 | normalizer    | {'type': 'Prepend', 'prepend': 'x'}               | normalizer = Prepend",
                "llama2 | normalizer    | {'type': 'Precompiled'}                           | normalizer = Precompiled",
                "llama2 | normalizer    | {'type': 'Replace', 'pattern': {'Regex': ' '}}    | Replace pattern",
                "llama3 | pre_tokenizer | {'type': 'BertPreTokenizer'}                      | pre_tokenizer",
                "llama3 | pre_tokenizer | {'type': 'Sequence', 'pretokenizers': [{'type': 'ByteLevel'}, {'type': 'Digits'}]} | Digits",
                "llama3 | decoder       | {'type': 'WordPiece'}                             | decoder = WordPiece",
                "llama2 | decoder       | {'type': 'CTC'}                                   | decoder = CTC",
                "llama2 | decoder       | {'type': 'Strip', 'content': ' ', 'start': 2}     | decoder Strip",
                "llama3 | post_processor | {'type': 'RobertaProcessing'}                    | post_processor = RobertaProcessing",
                "llama2 | pre_tokenizer | {'type': 'Metaspace', 'prepend_scheme': 'often'}  | prepend_scheme = often",
                "llama2 | pre_tokenizer | {'type': 'Split', 'pattern': {'String': ' '}, 'behavior': 'Removed'} | behavior = Removed",
                "llama2 | added_tokens  | [{'id': 5, 'content': '<other>'}]                 | one id for two tokens",
                "llama2 | added_tokens  | [{'id': -5, 'content': '<other>'}]                | whole number",
                "llama2 | added_tokens  | 7                                                 | added_tokens = 7"
            })
    void partsThatAreNotKnownAreRefused(String name, String key, String part, String problem) throws IOException {
        ObjectNode json = (ObjectNode) MAPPER.readTree(TokenizerGoldenTests.json(name));
        json.set(key, MAPPER.readTree(part.replace('\'', '"')));
        refused(json, problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\p{Lu}+",
                ".+",
                "a$",
                "^a",
                "[a-z]",
                "(a)",
                "(?<=a)b",
                "\\d",
                "\\p{N}{1,3}+",
                "a{1,3}?",
                "[^\\S]",
                "[a",
                "(?:a",
                "a)",
                "*a",
                "[[a]]",
                "[a&&b]",
                "\\",
                ""
            })
    void expressionsThatMightMeanSomethingElseAreRefused(String expression) throws IOException {
        ObjectNode json = (ObjectNode) MAPPER.readTree(TokenizerGoldenTests.json("llama3"));
        ObjectNode split = (ObjectNode) json.at("/pre_tokenizer/pretokenizers/0");
        split.putObject("pattern").put("Regex", expression);
        refused(json, "pre_tokenizer Split");
    }

    @Test
    void charactersWithoutBytesAreRefused() throws IOException {
        ObjectNode json = (ObjectNode) MAPPER.readTree(TokenizerGoldenTests.json("llama2"));
        ((ObjectNode) json.get("model")).put("byte_fallback", false);
        refused(json, "byte_fallback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3", "qwen2", "phi3", "gemma2"})
    void damageIsRefusedOrHarmless(String name) throws IOException {
        byte[] whole = TokenizerGoldenTests.json(name);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            // Half of it where the parts are, before the vocabulary.
            int at = random.nextInt(random.nextBoolean() ? whole.length : Math.min(3000, whole.length));
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                FileTokenizer tokenizer = TokenizerJson.read(damaged, "tokenizer.json");
                tokenizer.decode(tokenizer.encode(" abab na\u00efve <s> \n12"));
            } catch (BackendException clear) {
                assertThat(clear.getMessage()).startsWith("tokenizer.json").doesNotContain("\n");
            }
        }
    }

    private static void refused(JsonNode json, String problem) {
        byte[] file = json.toString().getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TokenizerJson.read(file, "tokenizer.json"))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("tokenizer.json: found ")
                .hasMessageContaining(", wanted ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }
}
