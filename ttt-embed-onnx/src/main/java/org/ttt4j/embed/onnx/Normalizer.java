package org.ttt4j.embed.onnx;

import java.text.Normalizer.Form;
import java.util.List;

/** Rewrites text before it is split into words. Thread-safe. */
interface Normalizer {

    /** Characters that are normalised at a time. */
    int PART = 1024;

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

    /**
     * A Unicode normalisation form. Long texts are normalised part by part, cut where nothing joins, if there is such a
     * place: the JDK takes quadratic time for long runs of marks that are out of order.
     */
    static Normalizer form(Form form) {
        return text -> {
            StringBuilder out = new StringBuilder(text.length() + 16);
            for (int from = 0, to; from < text.length(); from = to) {
                to = Math.min(text.length(), from + PART);
                for (int back = 0; to < text.length() && joins(text.codePointAt(to)) && back < PART / 2; back++) {
                    to--;
                }
                out.append(java.text.Normalizer.normalize(text.substring(from, to), form));
            }
            return out.toString();
        };
    }

    private static boolean joins(int codePoint) {
        // Marks, the lower half of a surrogate pair, and the Korean letters that make syllables.
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.SURROGATE -> true;
            default -> codePoint >= 0x1100 && codePoint <= 0x11ff;
        };
    }

    /**
     * NFD and then {@code StripAccents}, code point by code point: putting marks in order would be in vain, since they
     * are removed.
     */
    static String withoutAccents(String text) {
        return map(text, (codePoint, out) -> {
            if (codePoint < 0xc0) {
                out.append((char) codePoint);
            } else if (!UnicodeClasses.isMark(codePoint)) {
                String parts = java.text.Normalizer.normalize(Character.toString(codePoint), Form.NFD);
                out.append(parts.length() == 1 ? parts : withoutMarks(parts));
            }
        });
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
