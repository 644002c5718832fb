package org.ttt4j.embed.onnx;

import java.text.Normalizer.Form;
import java.util.List;

/** Rewrites text before it is split into words. Thread-safe. */
interface Normalizer {

    /** No rewriting. */
    Normalizer NONE = text -> text;

    String apply(String text);

    /** One after the other. */
    static Normalizer sequence(List<Normalizer> steps) {
        return text -> {
            String rewritten = text;
            for (Normalizer step : steps) {
                rewritten = step.apply(rewritten);
            }
            return rewritten;
        };
    }

    /** A Unicode normalisation form. */
    static Normalizer form(Form form) {
        return text ->
                java.text.Normalizer.isNormalized(text, form) ? text : java.text.Normalizer.normalize(text, form);
    }

    /** {@code clean_text}: removes controls and replacement characters, makes every white space a space. */
    static String clean(String text) {
        return map(text, (codePoint, out) -> {
            boolean lineOrTab = codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
            if (lineOrTab || (UnicodeClasses.isSpace(codePoint) && !UnicodeClasses.isOther(codePoint))) {
                out.append(' ');
            } else if (codePoint != 0xfffd && !UnicodeClasses.isOther(codePoint)) {
                out.appendCodePoint(codePoint);
            }
        });
    }

    /** {@code handle_chinese_chars}: sets every ideograph apart. */
    static String spreadIdeographs(String text) {
        return map(text, (codePoint, out) -> {
            if (UnicodeClasses.isIdeograph(codePoint)) {
                out.append(' ').appendCodePoint(codePoint).append(' ');
            } else {
                out.appendCodePoint(codePoint);
            }
        });
    }

    /** {@code StripAccents}: removes non-spacing marks; composed characters must have been decomposed before. */
    static String withoutMarks(String text) {
        return map(text, (codePoint, out) -> {
            if (!UnicodeClasses.isMark(codePoint)) {
                out.appendCodePoint(codePoint);
            }
        });
    }

    /** Lower case, code point by code point: unlike {@link String#toLowerCase()} it knows no final sigma. */
    static String lowerCase(String text) {
        return map(text, (codePoint, out) -> {
            if (codePoint == 0x130) {
                out.append("i\u0307");
            } else {
                out.appendCodePoint(Character.toLowerCase(codePoint));
            }
        });
    }

    /** Writes what a code point becomes. */
    interface Rewriting {
        void rewrite(int codePoint, StringBuilder out);
    }

    private static String map(String text, Rewriting rewriting) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            rewriting.rewrite(codePoint, out);
            at += Character.charCount(codePoint);
        }
        return out.toString();
    }
}
