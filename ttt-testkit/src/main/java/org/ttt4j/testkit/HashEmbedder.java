package org.ttt4j.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * Feature hashing (Weinberger et al., arXiv 0902.2206): each feature adds the square root of its count, with a sign, to
 * one of d columns; rows have unit length. Thread-safe.
 */
final class HashEmbedder implements Embedder {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+|[^\\s\\p{L}\\p{M}\\p{N}]");
    private static final int BATCH = 64;
    private static final int TRIPLE = 3;

    /** Longer words give their first letters only, so that one endless word does not cost seconds. */
    private static final int LONGEST_WORD = 64;

    private final Traits traits;
    private final OpenState state = new OpenState("HashEmbedder");

    HashEmbedder(HashSettings settings) {
        String recipe = "hash 1 " + settings.dimension() + " " + settings.maxTokens();
        String fingerprint =
                HexFormat.of().formatHex(Sha256.digest().digest(recipe.getBytes(StandardCharsets.US_ASCII)));
        traits = new Traits(settings.dimension(), settings.maxTokens(), true, fingerprint);
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public EmbeddingBatch embed(List<String> texts, RunControl control) {
        return state.call(() -> {
            int d = traits.dimension();
            float[] values = new float[Math.multiplyExact(texts.size(), d)];
            for (int row = 0; row < texts.size(); row++) {
                if (row % BATCH == 0) {
                    control.checkCancelled();
                }
                System.arraycopy(vector(texts.get(row)), 0, values, row * d, d);
                if ((row + 1) % BATCH == 0 || row + 1 == texts.size()) {
                    control.report(new Progress.Advanced("embed", row + 1L, texts.size()));
                }
            }
            return EmbeddingBatch.of(texts.size(), d, values);
        });
    }

    @Override
    public int tokens(String text) {
        return (int) WORD.matcher(text).results().limit(traits.maxTokens()).count();
    }

    @Override
    public void close() {
        state.close();
    }

    private float[] vector(String text) {
        double[] sums = new double[traits.dimension()];
        counts(text).forEach((feature, count) -> {
            long hash = hash(feature);
            int column = (int) Long.remainderUnsigned(hash >>> 1, sums.length);
            sums[column] += (hash & 1) == 0 ? Math.sqrt(count) : -Math.sqrt(count);
        });
        double squares = 0;
        for (double sum : sums) {
            squares += sum * sum;
        }
        if (squares == 0) { // no features, or all cancelled out: one fixed direction keeps the promise of unit length
            sums[0] = 1;
            squares = 1;
        }
        float[] row = new float[sums.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (sums[i] / Math.sqrt(squares));
        }
        return row;
    }

    private Map<String, Integer> counts(String text) {
        Map<String, Integer> counts = new HashMap<>();
        Matcher words = WORD.matcher(text);
        String previous = "";
        for (int kept = 0; kept < traits.maxTokens() && words.find(); kept++) {
            String word = text.substring(words.start(), Math.min(words.end(), words.start() + LONGEST_WORD))
                    .toLowerCase(Locale.ROOT);
            counts.merge("w " + word, 1, Integer::sum);
            counts.merge("p " + previous + " " + word, 1, Integer::sum);
            for (int from = 0; from + TRIPLE <= word.length(); from++) {
                counts.merge("t " + word.substring(from, from + TRIPLE), 1, Integer::sum);
            }
            previous = word;
        }
        return counts;
    }

    /** FNV-1a over the UTF-16 units, then the finaliser of MurmurHash3, as FNV alone leaves the low bits related. */
    private static long hash(String feature) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < feature.length(); i++) {
            hash = (hash ^ feature.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
