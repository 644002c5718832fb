package org.ttt4j.embed.onnx;

import java.util.List;

/**
 * From text to token ids, as Hugging Face's tokenizers go: added tokens, normalisation, words, subwords, special
 * tokens. A text takes time in proportion to the part that its first tokens come from; of a text whose tokens are very
 * far apart (white space, invisible characters, one endless word), only the first 4,096 characters per token wanted
 * count. Thread-safe.
 *
 * @param added tokens found in the raw text
 * @param normalizer rewrites what lies between them
 * @param normalizedAdded tokens found in the rewritten text
 * @param preTokenizer splits what lies between those into words
 * @param subwords cuts words into tokens
 * @param special tokens around each text
 * @param padding id for positions that hold no token
 */
record TextTokenizer(
        AddedTokens added,
        Normalizer normalizer,
        AddedTokens normalizedAdded,
        PreTokenizer preTokenizer,
        Subwords subwords,
        Affixes special,
        int padding) {

    // A first guess at the characters that give the tokens wanted; wrong guesses cost a second try with more.
    private static final int CHARACTERS_PER_TOKEN = 16;
    private static final int GROWTH = 4;
    private static final int MOST_CHARACTERS_PER_TOKEN = 4096;

    /** Number of special tokens that every text gets. */
    int specialTokens() {
        return special.size();
    }

    /**
     * A text's token ids.
     *
     * @param maxTokens ids returned at most, special ones included; more than {@link #specialTokens}
     */
    int[] encode(String whole, int maxTokens) {
        String text = beginning(whole, (long) MOST_CHARACTERS_PER_TOKEN * maxTokens);
        TokenIds ids = new TokenIds(maxTokens - specialTokens());
        int from = 0;
        for (AddedTokens.Match match = added.next(text, 0);
                match != null && !ids.full();
                match = added.next(text, from)) {
            encodePlain(text, from, match.start(), ids);
            ids.add(match.id());
            from = match.end();
        }
        encodePlain(text, from, text.length(), ids);
        TokenIds all = new TokenIds(maxTokens);
        special.prefix().forEach(all::add);
        all.addAll(ids.toArray());
        special.suffix().forEach(all::add);
        return all.toArray();
    }

    private static String beginning(String text, long characters) {
        if (text.length() <= characters) {
            return text;
        }
        int end = (int) characters;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /** Encodes text between added tokens, looking at longer and longer beginnings of it until they give enough. */
    private void encodePlain(String text, int from, int to, TokenIds ids) {
        if (ids.full() || from == to) {
            return;
        }
        for (long size = (long) CHARACTERS_PER_TOKEN * ids.room() + CHARACTERS_PER_TOKEN; ; size *= GROWTH) {
            int end = (int) Math.min(to, from + size);
            while (end < to && end < from + 2 * size && !wordsPartAt(text, end)) {
                end++;
            }
            // Without white space to cut at, the last word may be half a word: it does not count.
            boolean cutInWord = end < to && !wordsPartAt(text, end);
            TokenIds some = new TokenIds(ids.room());
            encodeBeginning(text.substring(from, end), cutInWord, some);
            if (end == to || some.full()) {
                ids.addAll(some.toArray());
                return;
            }
        }
    }

    private static boolean wordsPartAt(String text, int at) {
        return UnicodeClasses.isSpace(text.charAt(at)) && !UnicodeClasses.isSpace(text.charAt(at - 1));
    }

    private void encodeBeginning(String raw, boolean cutInWord, TokenIds ids) {
        String text = normalizer.apply(raw);
        int from = 0;
        for (AddedTokens.Match match = normalizedAdded.next(text, 0);
                match != null && !ids.full();
                match = normalizedAdded.next(text, from)) {
            encodeWords(preTokenizer.words(text.substring(from, match.start())), ids);
            ids.add(match.id());
            from = match.end();
        }
        List<String> words = preTokenizer.words(text.substring(from));
        encodeWords(cutInWord && !words.isEmpty() ? words.subList(0, words.size() - 1) : words, ids);
    }

    private void encodeWords(List<String> words, TokenIds ids) {
        for (String word : words) {
            if (ids.full()) {
                return;
            }
            subwords.append(word, ids);
        }
    }
}
