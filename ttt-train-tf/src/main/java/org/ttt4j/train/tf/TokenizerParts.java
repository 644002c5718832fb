package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * The parts of a tokenizer.json besides its model: how a text is rewritten and cut, what is put before it, how tokens
 * become text again. Parts that are not known are refused by name. Thread-safe.
 */
final class TokenizerParts {

    /** SentencePiece's mark for a space. */
    static final String MARK = "\u2581";

    private final Json root;

    TokenizerParts(Json root) {
        this.root = root;
    }

    /** Whether pieces become bytes, else characters. */
    boolean byteLevel() {
        List<Json> cutters = flat(root.object("pre_tokenizer"), "pretokenizers");
        boolean found = false;
        for (Json cutter : cutters) {
            if (found) {
                throw cutter.refuse("pre_tokenizer behind ByteLevel", type(cutter), "ByteLevel as the last one");
            }
            found = type(cutter).equals("ByteLevel");
        }
        if (found && cutters.stream().anyMatch(cutter -> type(cutter).equals("Metaspace"))) {
            throw root.refuse("pre_tokenizer", "Metaspace and ByteLevel", "one of them");
        }
        return found;
    }

    /** The {@code normalizer}. */
    Rewriting rewriting() {
        Rewriting all = Rewriting.NONE;
        for (Json part : flat(root.object("normalizer"), "normalizers")) {
            Rewriting next =
                    switch (type(part)) {
                        case "NFC" -> Rewriting.composed();
                        case "Prepend" -> Rewriting.prepend(part.text("prepend", ""));
                        case "Replace" ->
                            Rewriting.replace(literal(part, "normalizer Replace"), part.text("content", ""));
                        default -> throw part.refuse("normalizer", type(part), "NFC, Prepend, Replace or a Sequence");
                    };
            all = all.then(next);
        }
        return all;
    }

    /** The {@code pre_tokenizer}, without the step from text to bytes. */
    Cutter cutter() {
        Cutter all = Cutter.NONE;
        for (Json part : flat(root.object("pre_tokenizer"), "pretokenizers")) {
            Cutter next =
                    switch (type(part)) {
                        case "ByteLevel" -> byteLevel(part);
                        case "Split" -> split(part);
                        case "Digits" -> Cutter.digits(part.flag("individual_digits", false));
                        case "Metaspace" ->
                            Cutter.metaspace(part.text("replacement", MARK), prepend(part), part.flag("split", true));
                        default ->
                            throw part.refuse(
                                    "pre_tokenizer", type(part), "ByteLevel, Split, Digits, Metaspace or a Sequence");
                    };
            all = all == Cutter.NONE ? next : all.then(next);
        }
        return all;
    }

    /** Whether the {@code decoder} of characters drops a space at the beginning. */
    boolean dropsSpace() {
        boolean drops = false;
        for (Json part : flat(root.object("decoder"), "decoders")) {
            switch (type(part)) {
                case "Replace" -> {
                    if (!literal(part, "decoder Replace").equals(MARK)
                            || !part.text("content", "").equals(" ")) {
                        throw part.refuse("decoder Replace", part.root().toString(), MARK + " by a space");
                    }
                }
                case "ByteFallback", "Fuse" -> {
                    // What decoding does anyway.
                }
                case "Strip" -> {
                    int start = part.integer("start", 0);
                    if (!part.text("content", "").equals(" ") || start > 1 || part.integer("stop", 0) != 0) {
                        throw part.refuse("decoder Strip", part.root().toString(), "at most one space at the start");
                    }
                    drops = start == 1;
                }
                case "Metaspace" -> drops = prepend(part) != Cutter.Prepend.NEVER;
                default ->
                    throw part.refuse(
                            "decoder", type(part), "Replace, ByteFallback, Fuse, Strip, Metaspace or a Sequence");
            }
        }
        return drops;
    }

    /** Refuses decoders that would not undo what the byte level does. */
    void requireByteLevelDecoder() {
        for (Json part : flat(root.object("decoder"), "decoders")) {
            if (!type(part).equals("ByteLevel")) {
                throw part.refuse("decoder", type(part), "ByteLevel");
            }
        }
        for (Json part : flat(root.object("normalizer"), "normalizers")) {
            if (!type(part).equals("NFC")) {
                throw part.refuse("normalizer", type(part), "NFC or none before ByteLevel");
            }
        }
    }

    /** Ids that the {@code post_processor} puts before a text. */
    List<Integer> opening() {
        List<Integer> opening = new ArrayList<>();
        for (Json part : flat(root.object("post_processor"), "processors")) {
            switch (type(part)) {
                case "ByteLevel" -> {
                    // Moves offsets only.
                }
                case "TemplateProcessing" -> {
                    for (Json piece : part.objects("single")) {
                        if (!piece.has("SpecialToken")) {
                            break; // the text itself
                        }
                        String token = piece.object("SpecialToken").text("id", "");
                        part.object("special_tokens")
                                .object(token)
                                .root()
                                .path("ids")
                                .forEach(id -> opening.add(id.asInt(-1)));
                    }
                }
                default ->
                    throw part.refuse("post_processor", type(part), "ByteLevel, TemplateProcessing or a Sequence");
            }
        }
        return opening;
    }

    private static Cutter byteLevel(Json part) {
        boolean cuts = part.flag("use_regex", true);
        if (!part.flag("add_prefix_space", true)) {
            return cuts ? Cutter.gpt2() : Cutter.NONE;
        }
        return cuts ? Cutter.spaceFirst().then(Cutter.gpt2()) : Cutter.spaceFirst();
    }

    private static Cutter split(Json part) {
        String behavior = part.text("behavior", "");
        if (part.flag("invert", false)) {
            throw part.refuse("pre_tokenizer Split invert", "true", "false");
        }
        if (part.object("pattern").has("String")) {
            if (!behavior.equals("MergedWithPrevious")) {
                throw part.refuse("pre_tokenizer Split by a text, behavior", behavior, "MergedWithPrevious");
            }
            return Cutter.after(literal(part, "pre_tokenizer Split"));
        }
        if (!behavior.equals("Isolated")) {
            throw part.refuse("pre_tokenizer Split, behavior", behavior, "Isolated");
        }
        String expression = part.object("pattern").text("Regex", "");
        if (expression.isEmpty()) {
            throw part.refuse(
                    "pre_tokenizer Split, pattern", part.root().path("pattern").toString(), "a Regex or String");
        }
        try {
            return SplitPattern.of(expression);
        } catch (PatternSyntaxException broken) {
            throw part.refuse("pre_tokenizer Split, Regex", expression, "an expression: " + broken.getDescription());
        } catch (IllegalArgumentException unknown) {
            throw part.refuse("pre_tokenizer Split, Regex", expression, "one that is known: " + unknown.getMessage());
        }
    }

    private static Cutter.Prepend prepend(Json metaspace) {
        String scheme = metaspace.text("prepend_scheme", metaspace.flag("add_prefix_space", true) ? "always" : "never");
        return switch (scheme) {
            case "always" -> Cutter.Prepend.ALWAYS;
            case "first" -> Cutter.Prepend.FIRST;
            case "never" -> Cutter.Prepend.NEVER;
            default -> throw metaspace.refuse("Metaspace prepend_scheme", scheme, "always, first or never");
        };
    }

    private static String literal(Json part, String where) {
        String literal = part.object("pattern").text("String", "");
        if (literal.isEmpty()) {
            throw part.refuse(where + " pattern", part.root().path("pattern").toString(), "a String");
        }
        return literal;
    }

    /** The parts of a Sequence, those of Sequences in it too, or the one part, or none. */
    private static List<Json> flat(Json part, String key) {
        if (part.root().isEmpty()) {
            return List.of();
        }
        if (!type(part).equals("Sequence")) {
            return List.of(part);
        }
        List<Json> parts = new ArrayList<>();
        part.objects(key).forEach(inner -> parts.addAll(flat(inner, key)));
        return parts;
    }

    private static String type(Json part) {
        return part.text("type", "nothing");
    }
}
