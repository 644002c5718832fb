package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ttt4j.api.BackendException;

/**
 * How one model reads and writes texts: its tokenizer, and the ids that stand around texts. Texts to train on have none
 * around them, as in tttlm. Thread-safe.
 *
 * @param tokenizer text to ids and back
 * @param prefix id before a text that is scored, as lm-evaluation-harness chooses it: the first token, else the last
 * @param opening ids before a prompt: what the tokenizer puts there by itself
 * @param endings ids that end a generated text
 */
record Codec(Tokenizer tokenizer, int prefix, List<Integer> opening, Set<Integer> endings) {

    private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    private static final String GENERATION_CONFIG = "generation_config.json";

    /** Files besides tokenizer.json that a codec depends on. */
    static final List<String> FILES = List.of(TOKENIZER_CONFIG, GENERATION_CONFIG);

    Codec {
        opening = List.copyOf(opening);
        endings = Set.copyOf(endings);
    }

    /** A tokenizer with one id for the beginning and the end of all texts. */
    static Codec of(Tokenizer tokenizer, int endOfText) {
        return new Codec(tokenizer, endOfText, List.of(), Set.of(endOfText));
    }

    /** One id per UTF-8 byte; the last id of the vocabulary ends a text, unless the model names another. */
    static Codec bytes(Architecture architecture, ModelDirectory directory) {
        int named = architecture.endOfText();
        Tokenizer bytes = new ByteTokenizer();
        return fitting(of(bytes, named >= 0 ? named : architecture.vocabulary() - 1), architecture, directory);
    }

    /**
     * What the files of a directory say.
     *
     * @param specialIsText whether special tokens that are written in a text are text like any other
     * @throws BackendException naming what was found and what was wanted
     */
    static Codec file(Architecture architecture, ModelDirectory directory, boolean specialIsText) {
        FileTokenizer tokenizer = directory.tokenizer(specialIsText);
        Optional<Json> config = json(directory, TOKENIZER_CONFIG);
        int first = config.map(json -> id(tokenizer, json, "bos_token")).orElse(-1);
        int last = config.map(json -> id(tokenizer, json, "eos_token")).orElse(-1);
        int vocabularyEnd = architecture.vocabulary() - 1;
        int opened = tokenizer.opening().stream().findFirst().orElse(-1);
        int prefix = firstOf(first, opened, last, tokenizer.endOfText(), architecture.endOfText(), vocabularyEnd);
        List<Integer> opening = tokenizer.opening();
        if (config.isPresent() && config.get().has("add_bos_token")) {
            boolean adds = config.get().flag("add_bos_token", false) && first >= 0;
            opening = adds ? List.of(first) : List.of();
        }
        Set<Integer> endings = new TreeSet<>(ids(directory.json(ModelDirectory.CONFIG), "eos_token_id"));
        json(directory, GENERATION_CONFIG).ifPresent(json -> endings.addAll(ids(json, "eos_token_id")));
        endings.add(firstOf(last, tokenizer.endOfText(), architecture.endOfText(), prefix));
        return fitting(new Codec(tokenizer, prefix, opening, endings), architecture, directory);
    }

    /** Ids of a text to continue: at least one. */
    int[] prompt(String text) {
        IdList ids = new IdList(16);
        int[] tokens = tokenizer.encode(text);
        opening.forEach(ids::add);
        if (opening.isEmpty() && tokens.length == 0) {
            ids.add(prefix);
        }
        ids.addAll(tokens);
        return ids.toArray();
    }

    private static Codec fitting(Codec codec, Architecture architecture, ModelDirectory directory) {
        int largest = Math.max(codec.tokenizer.size() - 1, codec.prefix);
        for (int id : codec.opening) {
            largest = id < 0 ? Integer.MAX_VALUE - 1 : Math.max(largest, id);
        }
        if (largest >= architecture.vocabulary()) {
            throw new BackendException(
                    Ids.BACKEND,
                    directory.name() + ": found a tokenizer of " + codec.tokenizer.size() + " ids, with " + codec.prefix
                            + " before a text and " + codec.opening + " before a prompt, wanted at most the "
                            + architecture.vocabulary() + " of the model's embedding");
        }
        return codec;
    }

    private static Optional<Json> json(ModelDirectory directory, String file) {
        return directory.has(file) ? Optional.of(directory.json(file)) : Optional.empty();
    }

    /** Id of a special token, which is written as its text or as an object with it. */
    private static int id(FileTokenizer tokenizer, Json config, String key) {
        JsonNode token = config.root().path(key);
        String content = token.isObject() ? token.path("content").asText("") : token.asText("");
        return token.isNull() || content.isEmpty() ? -1 : tokenizer.id(content);
    }

    private static List<Integer> ids(Json config, String key) {
        JsonNode node = config.root().path(key);
        List<Integer> ids = new ArrayList<>();
        (node.isArray() ? node : List.of(node)).forEach(id -> {
            if (id.isIntegralNumber() && id.canConvertToInt()) {
                ids.add(id.intValue());
            }
        });
        return ids;
    }

    private static int firstOf(int... ids) {
        for (int id : ids) {
            if (id >= 0) {
                return id;
            }
        }
        return -1;
    }
}
