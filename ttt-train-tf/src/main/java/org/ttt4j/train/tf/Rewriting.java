package org.ttt4j.train.tf;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/** Changes a text before it is cut: the {@code normalizer} of a tokenizer.json. Thread-safe. */
@FunctionalInterface
interface Rewriting {

    /** Characters composed at a time; the JDK takes quadratic time for long runs of marks that are out of order. */
    int PART = 1 << 13;

    /** Leaves every text as it is. */
    Rewriting NONE = text -> text;

    /** The text changed. */
    String apply(String text);

    /** This one, and the next on what it gives. */
    default Rewriting then(Rewriting next) {
        return text -> next.apply(apply(text));
    }

    /** Something before every text that is not empty. */
    static Rewriting prepend(String mark) {
        return text -> text.isEmpty() ? text : mark + text;
    }

    /** Each occurrence of one text by another. */
    static Rewriting replace(String sought, String replacement) {
        return text -> text.replace(sought, replacement);
    }

    /** Canonical composition (NFC), as the JDK's edition of Unicode has it. */
    static Rewriting composed() {
        return text -> {
            if (text.length() <= PART || Normalizer.isNormalized(text, Form.NFC)) {
                return Normalizer.normalize(text, Form.NFC);
            }
            StringBuilder out = new StringBuilder(text.length());
            for (int from = 0, to; from < text.length(); from = to) {
                to = Math.min(text.length(), from + PART);
                // Nothing below U+0300 joins what stands before it. Where a whole part has none, some mark is cut off.
                for (int back = 0; to < text.length() && text.charAt(to) >= 0x300 && back < PART / 2; back++) {
                    to--;
                }
                if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                    to--;
                }
                out.append(Normalizer.normalize(text.substring(from, to), Form.NFC));
            }
            return out.toString();
        };
    }
}
