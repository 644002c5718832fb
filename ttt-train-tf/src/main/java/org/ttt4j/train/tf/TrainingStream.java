package org.ttt4j.train.tf;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Endless batches of token sequences for pretraining. A lane reads documents of its own, one after the other with
 * the end of text between them; batches take turns among many lanes, so that neither the rows of a batch nor batches
 * that follow each other come from the same document. The order of the documents is drawn anew for each pass. A stream is a function of texts, seed and position, which makes resuming
 * exact. Confined to one thread.
 */
final class TrainingStream {

    /** Batches until a lane's turn comes again. */
    private static final int TURNS = 32;

    private final List<String> texts;
    private final Tokenizer tokenizer;
    private final int endOfText;
    private final long seed;
    private final int batch;
    private final Lane[] lanes;
    private int turn;
    private int[] order = {};
    private long pass = -1;

    /** Where one lane stands. Confined to one thread. */
    private static final class Lane {
        long document;
        int offset;
        int[] tokens;
    }

    TrainingStream(List<String> texts, Tokenizer tokenizer, int endOfText, int batch, long seed) {
        this.texts = texts;
        this.tokenizer = tokenizer;
        this.endOfText = endOfText;
        this.seed = seed;
        this.batch = batch;
        this.lanes = new Lane[TURNS * batch];
        for (int i = 0; i < lanes.length; i++) {
            this.lanes[i] = new Lane();
            this.lanes[i].document = i;
        }
    }

    /** The next batch, (batch, length + 1); sequences that follow each other in a lane share one token. */
    int[][] next(int length) {
        int[][] rows = new int[batch][length + 1];
        for (int i = 0; i < batch; i++) {
            fill(rows[i], lanes[turn * batch + i]);
        }
        turn = (turn + 1) % TURNS;
        return rows;
    }

    /** Where the stream stands, for {@link #seek}. */
    String position() {
        StringBuilder text = new StringBuilder().append(turn).append(' ');
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
        if (parts.length != lanes.length + 1) {
            throw new IllegalArgumentException("found " + (parts.length - 1) + " lanes, wanted " + lanes.length);
        }
        turn = Integer.parseInt(parts[0]);
        for (int i = 0; i < lanes.length; i++) {
            int colon = parts[i + 1].indexOf(':');
            lanes[i].document = Long.parseLong(parts[i + 1].substring(0, Math.max(colon, 0)));
            lanes[i].offset = Integer.parseInt(parts[i + 1].substring(colon + 1));
            lanes[i].tokens = null;
            if (lanes[i].document < 0 || lanes[i].offset < 0) {
                throw new IllegalArgumentException("found lane " + parts[i + 1] + ", wanted numbers >= 0");
            }
        }
        if (turn < 0 || turn >= TURNS) {
            throw new IllegalArgumentException("found turn " + turn + ", wanted one in [0, " + TURNS + ")");
        }
    }

    private void fill(int[] row, Lane lane) {
        for (int filled = 0; filled < row.length; ) {
            if (lane.tokens == null) {
                lane.tokens = document(lane.document);
                if (lane.offset >= lane.tokens.length) {
                    throw new IllegalArgumentException("found offset " + lane.offset + " in a document of "
                            + lane.tokens.length + " tokens: not a position in these texts");
                }
            }
            int count = Math.min(row.length - filled, lane.tokens.length - lane.offset);
            System.arraycopy(lane.tokens, lane.offset, row, filled, count);
            filled += count;
            lane.offset += count;
            if (lane.offset == lane.tokens.length) {
                lane.document += lanes.length;
                lane.offset = 0;
                lane.tokens = null;
            }
        }
        if (lane.offset > 0) {
            lane.offset--; // the last target of this sequence is the first input of the next
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
