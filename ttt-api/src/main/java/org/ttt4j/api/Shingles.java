package org.ttt4j.api;

import java.util.Arrays;

/**
 * What a text is made of, for telling how much of it stands in another text: the set of its runs of five words
 * (w-shingling: Broder, <i>On the resemblance and containment of documents</i>, 1997).
 *
 * <p>A word is a run of letters and digits, whatever their case, or any other visible character alone, as an ideograph
 * or a bracket; white space counts for nothing. A text of fewer words is one shingle, a blank one has none. Each shingle
 * is kept as 32 bits, 4 bytes in all, so of two sets of n different shingles about n<sup>2</sup>/2<sup>32</sup> seem to
 * be common: 1 of 65536. Thread-safe.
 */
public final class Shingles {

    /** Words in a shingle. */
    public static final int WORDS = 5;

    private final int[] hashes; // rising, without repetition

    private Shingles(int[] hashes) {
        this.hashes = hashes;
    }

    /**
     * {@return the shingles of a text, in time n log n in its length}
     *
     * @param text of any length, may be blank
     */
    public static Shingles of(String text) {
        long[] words = words(text);
        int[] hashes = new int[words.length == 0 ? 0 : Math.max(1, words.length - WORDS + 1)];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = shingle(words, i, Math.min(i + WORDS, words.length));
        }
        return ofHashes(hashes);
    }

    /**
     * {@return shingles from what {@link #hashes} gave}
     *
     * @param hashes in any order, repetition allowed; copied
     */
    public static Shingles ofHashes(int... hashes) {
        int[] sorted = hashes.clone();
        Arrays.sort(sorted);
        int size = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[size++] = sorted[i];
            }
        }
        return new Shingles(Arrays.copyOf(sorted, size));
    }

    /** {@return how many different shingles there are; 0 for a blank text} */
    public int size() {
        return hashes.length;
    }

    /** {@return a hash of each shingle, rising, without repetition} The same on every machine. */
    public int[] hashes() {
        return hashes.clone();
    }

    /**
     * {@return how many shingles both have}
     *
     * @param other of another text
     */
    public int common(Shingles other) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < hashes.length && j < other.hashes.length) {
            int order = Integer.compare(hashes[i], other.hashes[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return common;
    }

    /**
     * {@return the Jaccard index |A and B| / |A or B|, in [0, 1]: 1 for the same shingles; 0 if one has none}
     *
     * @param other of another text
     */
    public double jaccard(Shingles other) {
        int common = common(other);
        return common == 0 ? 0 : (double) common / ((long) size() + other.size() - common);
    }

    /**
     * {@return the overlap coefficient |A and B| / min(|A|, |B|), in [0, 1]: 1 if one text stands in the other, however
     * long that is; at least {@link #jaccard jaccard}; 0 if one has none}
     *
     * @param other of another text
     */
    public double overlap(Shingles other) {
        int common = common(other);
        return common == 0 ? 0 : (double) common / Math.min(size(), other.size());
    }

    private static long[] words(String text) {
        long[] words = new long[16];
        int count = 0;
        for (int at = 0; at < text.length(); ) {
            int end = end(text, at);
            if (!invisible(text.codePointAt(at))) {
                words = count < words.length ? words : Arrays.copyOf(words, 2 * count);
                words[count++] = word(text, at, end);
            }
            at = end;
        }
        return Arrays.copyOf(words, count);
    }

    private static int end(String text, int start) {
        int first = text.codePointAt(start);
        int at = start + Character.charCount(first);
        while (joins(first) && at < text.length() && joins(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static boolean invisible(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character);
    }

    private static boolean joins(int character) {
        return Character.isLetterOrDigit(character) && !Character.isIdeographic(character);
    }

    private static long word(String text, int start, int end) {
        long hash = 0;
        for (int at = start; at < end; at += Character.charCount(text.codePointAt(at))) {
            hash = mixed(hash + Character.toLowerCase(text.codePointAt(at)));
        }
        return hash;
    }

    private static int shingle(long[] words, int from, int to) {
        long hash = 0;
        for (int i = from; i < to; i++) {
            hash = mixed(hash + words[i]);
        }
        return (int) (hash >>> 32);
    }

    /** A step of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): close inputs, far outputs. */
    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
