package org.ttt4j.embed.onnx;

import java.util.ArrayList;
import java.util.List;

/** {@code BertPreTokenizer}: white space parts words and vanishes, each punctuation mark is a word. Thread-safe. */
final class BertWords implements PreTokenizer {

    @Override
    public List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int at = 0, next; at < text.length(); at = next) {
            int codePoint = text.codePointAt(at);
            next = at + Character.charCount(codePoint);
            boolean punctuation = UnicodeClasses.isPunctuation(codePoint);
            if (punctuation || UnicodeClasses.isSpace(codePoint)) {
                if (start < at) {
                    words.add(text.substring(start, at));
                }
                if (punctuation) {
                    words.add(text.substring(at, next));
                }
                start = next;
            }
        }
        if (start < text.length()) {
            words.add(text.substring(start));
        }
        return words;
    }
}
