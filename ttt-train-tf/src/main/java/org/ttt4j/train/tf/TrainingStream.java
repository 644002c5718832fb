package org.ttt4j.train.tf;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Endless batches of token sequences for pretraining. Each row of the batch is a lane that reads documents of its own,
 * one after the other with the end of text between them, so that the rows of a batch are unrelated. The order of the
 * documents is drawn anew for each pass. A stream is a function of texts, seed and position, which makes resuming
 * exact. Confined to one thread.
 */
final class TrainingStream {

    private final List<String> texts;
    private final Tokenizer tokenizer;
    private final int endOfText;
    private final long seed;
    private final Lane[] lanes;
    private int[] order = {};
    private long pass = -1;

    /** Where one lane stands. Confined to one thread. */
    private static final class Lane {
        long document;
        int offset;
        int[] tokens;
    }

    TrainingStream(List<String> texts, Tokenizer tokenizer, int endOfText, int lanes, long seed) {
        this.texts = texts;
        this.tokenizer = tokenizer;
        this.endOfText = endOfText;
        this.seed = seed;
        this.lanes = new Lane[lanes];
        for (int i = 0; i < lanes; i++) {
            this.lanes[i] = new Lane();
            this.lanes[i].document = i;
        }
    }

    /** The next batch, (lanes, length + 1); consecutive sequences of a lane share one token. */
    int[][] next(int length) {
        int[][] batch = new int[lanes.length][length + 1];
        for (int i = 0; i < lanes.length; i++) {
            for (int filled = 0; filled <= length; ) {
                Lane lane = lanes[i];
                if (lane.tokens == null) {
                    lane.tokens = document(lane.document);
                }
                int count = Math.min(length + 1 - filled, lane.tokens.length - lane.offset);
                System.arraycopy(lane.tokens, lane.offset, batch[i], filled, count);
                filled += count;
                lane.offset += count;
                if (lane.offset == lane.tokens.length) {
                    lane.document += lanes.length;
                    lane.offset = 0;
                    lane.tokens = null;
                }
            }
            back(lanes[i]);
        }
        return batch;
    }

    /** Where the stream stands, for {@link #seek}. */
    String position() {
        StringBuilder text = new StringBuilder();
        for (Lane lane : lanes) {
            text.append(lane.document).append(':').append(lane.offset).append(' ');
        }
        return text.toString().strip();
    }

    /**
     * Continues where {@link #position()} was taken.
     *
     * @throws IllegalArgumentException if it is not a position of a stream with as many lanes
     */
    void seek(String position) {
        String[] parts = position.split(" ", -1);
        if (parts.length != lanes.length) {
            throw new IllegalArgumentException("found " + parts.length + " lanes, wanted " + lanes.length);
        }
        for (int i = 0; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            lanes[i].document = Long.parseLong(parts[i].substring(0, Math.max(colon, 0)));
            lanes[i].offset = Integer.parseInt(parts[i].substring(colon + 1));
            lanes[i].tokens = null;
        }
    }

    /** The last token of a sequence is the first of the next, or else its successor would never be predicted. */
    private static void back(Lane lane) {
        if (lane.offset > 0) {
            lane.offset--;
        }
    }

    private int[] document(long number) {
        long wanted = number / texts.size();
        if (wanted != pass) {
            pass = wanted;
            order = permutation(texts.size(), new SplittableRandom(seed + 0x9e3779b97f4a7c15L * (pass + 1)));
        }
        int[] tokens = tokenizer.encode(texts.get(order[(int) (number % texts.size())]));
        int[] ended = new int[tokens.length + 1];
        ended[0] = endOfText;
        System.arraycopy(tokens, 0, ended, 1, tokens.length);
        return ended;
    }

    private static int[] permutation(int size, SplittableRandom random) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
