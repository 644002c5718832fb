package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Trainer;
import org.ttt4j.study.Cost;

/**
 * The in-context baseline: neighbours stand before the document, the nearest beside it, and what does not fit is the
 * farthest. TTT-NN's own code drops the nearest and keeps the farthest beside the document; a key asks for that.
 *
 * <p>A document that fits into the context is scored at once behind as much of the neighbours as there is room for. A
 * longer one gives neighbours a share of the context and is read in windows as long as the rest of it; with a share of 0
 * it is scored without neighbours, as in TTT-NN's code. Confined to one thread.
 */
final class InContext {

    private static final String BETWEEN = "\n\n";

    private final StudyModel model;
    private final StudyWork work;
    private final Trainer.Session session;
    private final Trainer.Online online;
    private final List<int[]> neighbors;
    private final RunControl control;

    /**
     * Nothing is scored yet.
     *
     * @param texts of the neighbours, the nearest first
     */
    InContext(StudyModel model, StudyWork work, Trainer.Session session, List<String> texts, RunControl control) {
        this.model = model;
        this.work = work;
        this.session = session;
        this.online = session.online();
        this.neighbors = work.clock().time("select", () -> texts.stream()
                .map(text -> online.tokens(text + BETWEEN))
                .toList());
        this.control = control;
    }

    /** Scores at every count. */
    void run(List<Integer> counts) {
        Score base = model.base(work, session, control);
        work.score(0, 0, base, Cost.NONE);
        int[] document = online.tokens(work.text().scored());
        int context = model.trainer().traits().contextTokens();
        ArmOptions options = work.task().run().arm().options();
        boolean whole = document.length < context;
        int room = whole ? context - document.length : (int) (options.contextShare() * context);
        for (int count : counts.subList(1, counts.size())) {
            int given = Math.min(count, neighbors.size());
            List<int[]> beside = beside(given, options.contextOrder());
            int[] before = context(beside, room);
            if (before.length == 0) {
                work.score(count, 0, base, Cost.NONE);
                continue;
            }
            int window = whole ? document.length : context - room;
            double seconds = work.seconds();
            double scored = work.stage("score");
            Score score = work.clock().time("score", () -> score(before, document, window));
            long windows = ((long) document.length + window - 1) / window;
            long read = windows * before.length;
            // Neighbours are read in one pass with the document: their part of the time is their part of the tokens.
            seconds += (work.stage("score") - scored) * read / (read + document.length);
            work.score(
                    count,
                    used(beside, room),
                    new Score(score.bits(), base.bytes(), base.tokens()),
                    new Cost(seconds, 0, model.readingFlops(read)));
        }
    }

    /** Bits of a document that is read in windows, each behind the same context. */
    private Score score(int[] context, int[] document, int window) {
        Score sum = Score.ZERO;
        for (int from = 0; from < document.length; from += window) {
            int[] part = Arrays.copyOfRange(document, from, Math.min(document.length, from + window));
            sum = sum.plus(online.score(context, part, control));
        }
        return sum;
    }

    /** Neighbours from the one beside the document on. */
    private List<int[]> beside(int count, ArmOptions.ContextOrder order) {
        List<int[]> beside = new ArrayList<>(neighbors.subList(0, count));
        if (order == ArmOptions.ContextOrder.NEAREST_FIRST) {
            Collections.reverse(beside);
        }
        return beside;
    }

    /** What stands before the document; of a neighbour that does not fit, its end. */
    private static int[] context(List<int[]> beside, int room) {
        int[] tokens = new int[room];
        int start = room;
        for (int[] neighbor : beside) {
            int kept = Math.min(start, neighbor.length);
            System.arraycopy(neighbor, neighbor.length - kept, tokens, start - kept, kept);
            start -= kept;
        }
        return Arrays.copyOfRange(tokens, start, room);
    }

    /** How many neighbours have a part in that. */
    private static int used(List<int[]> beside, int room) {
        int left = room;
        int used = 0;
        for (int[] neighbor : beside) {
            used += left > 0 && neighbor.length > 0 ? 1 : 0;
            left -= neighbor.length;
        }
        return used;
    }
}
