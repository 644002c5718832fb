package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Cuts a text into pieces that are encoded one by one: the {@code pre_tokenizer} of a tokenizer.json. Thread-safe. */
@FunctionalInterface
interface Cutter {

    /** Everything in one piece. */
    Cutter NONE = (text, first, pieces) -> pieces.accept(text);

    /**
     * Hands on the pieces in order.
     *
     * @param text without added tokens, not empty
     * @param first whether nothing stands before it
     */
    void cut(String text, boolean first, Consumer<String> pieces);

    /** This one, and the next on each of its pieces. */
    default Cutter then(Cutter next) {
        return (text, first, pieces) -> {
            boolean[] before = {first};
            cut(text, first, piece -> {
                next.cut(piece, before[0], pieces);
                before[0] = false;
            });
        };
    }

    /** GPT-2's, see {@link PreTokens}. */
    static Cutter gpt2() {
        return (text, first, pieces) -> {
            PreTokens cut = new PreTokens(text);
            while (cut.next()) {
                pieces.accept(text.substring(cut.start(), cut.end()));
            }
        };
    }

    /** No cut, but a space before what begins with none. */
    static Cutter spaceFirst() {
        return (text, first, pieces) -> pieces.accept(text.charAt(0) == ' ' ? text : " " + text);
    }

    /** Digits apart from all else, one by one or together. */
    static Cutter digits(boolean oneByOne) {
        return (text, first, pieces) -> {
            int start = 0;
            boolean afterDigit = false;
            for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
                boolean digit = UnicodeClasses.isNumber(text.codePointAt(at));
                if (at > 0 && (digit != afterDigit || (digit && oneByOne))) {
                    pieces.accept(text.substring(start, at));
                    start = at;
                }
                afterDigit = digit;
            }
            pieces.accept(text.substring(start));
        };
    }

    /** After each occurrence of a text. */
    static Cutter after(String mark) {
        return (text, first, pieces) -> {
            int start = 0;
            for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, start)) {
                pieces.accept(text.substring(start, at + mark.length()));
                start = at + mark.length();
            }
            if (start < text.length()) {
                pieces.accept(text.substring(start));
            }
        };
    }

    /** When a mark for the space is put before a text that begins with none. */
    enum Prepend {
        /** Before each text between added tokens. */
        ALWAYS,
        /** Only where nothing stands before. */
        FIRST,
        /** Not at all. */
        NEVER
    }

    /** SentencePiece's: a mark for each space, and a cut before each mark where they are wanted. */
    static Cutter metaspace(String mark, Prepend prepend, boolean cuts) {
        return (text, first, pieces) -> {
            String marked = text.replace(" ", mark);
            boolean missing = prepend == Prepend.ALWAYS || (prepend == Prepend.FIRST && first);
            String whole = missing && !marked.startsWith(mark) ? mark + marked : marked;
            if (!cuts) {
                pieces.accept(whole);
                return;
            }
            List<Integer> starts = new ArrayList<>(List.of(0));
            for (int at = whole.indexOf(mark, 1); at >= 0; at = whole.indexOf(mark, at + mark.length())) {
                starts.add(at);
            }
            starts.add(whole.length());
            for (int i = 0; i + 1 < starts.size(); i++) {
                pieces.accept(whole.substring(starts.get(i), starts.get(i + 1)));
            }
        };
    }
}
