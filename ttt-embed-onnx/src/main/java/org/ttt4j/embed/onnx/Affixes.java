package org.ttt4j.embed.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Special tokens around a text, from {@code post_processor} of tokenizer.json. Thread-safe.
 *
 * @param prefix ids in front, such as [CLS]
 * @param suffix ids behind, such as [SEP]
 */
record Affixes(List<Integer> prefix, List<Integer> suffix) {

    private static final Affixes NONE = new Affixes(List.of(), List.of());

    /** Copies the lists. */
    Affixes {
        prefix = List.copyOf(prefix);
        suffix = List.copyOf(suffix);
    }

    /** Tokens per text. */
    int size() {
        return prefix.size() + suffix.size();
    }

    static Affixes of(Json json) {
        if (json.absent()) {
            return NONE;
        }
        return switch (json.type()) {
            case "TemplateProcessing" -> template(json);
            case "BertProcessing", "RobertaProcessing" ->
                new Affixes(List.of(idOfPair(json.at("cls"))), List.of(idOfPair(json.at("sep"))));
            // It only moves the character positions of tokens, which nobody asks for here.
            case "ByteLevel" -> NONE;
            case "Sequence" ->
                json.at("processors").items().stream().map(Affixes::of).reduce(NONE, Affixes::within);
            default ->
                throw json.refuse("one of TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence");
        };
    }

    private Affixes within(Affixes outer) {
        return new Affixes(joined(outer.prefix, prefix), joined(suffix, outer.suffix));
    }

    private static List<Integer> joined(List<Integer> left, List<Integer> right) {
        return Stream.concat(left.stream(), right.stream()).toList();
    }

    /** A pair such as {@code ["[SEP]", 102]}. */
    private static int idOfPair(Json json) {
        List<Json> pair = json.items();
        if (pair.size() != 2) {
            throw json.refuse("a token and its id");
        }
        return pair.get(1).number();
    }

    private static Affixes template(Json json) {
        List<Integer> prefix = new ArrayList<>();
        List<Integer> suffix = new ArrayList<>();
        boolean behind = false;
        for (Json piece : json.at("single").items()) {
            Json sequence = piece.at("Sequence");
            Json part = sequence.absent() ? piece.at("SpecialToken") : sequence;
            if (!part.at("type_id").absent() && part.at("type_id").number() != 0) {
                throw part.at("type_id").refuse("0, for texts are embedded one by one");
            }
            if (!sequence.absent()) {
                behind = true;
                continue;
            }
            for (Json id :
                    json.at("special_tokens").at(part.at("id").text()).at("ids").items()) {
                (behind ? suffix : prefix).add(id.number());
            }
        }
        if (!behind) {
            throw json.at("single").refuse("a template that contains the text, Sequence A");
        }
        return new Affixes(prefix, suffix);
    }
}
