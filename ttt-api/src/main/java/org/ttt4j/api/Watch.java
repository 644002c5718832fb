package org.ttt4j.api;

import java.util.List;

/**
 * How the query is watched while the model adapts to it. Scoring takes about a third of the time of training on as many
 * tokens, so it is done where asked for only. Thread-safe.
 *
 * @param every neighbours between two scores, 0 for none but before and after
 * @param patience adaptation ends after so many scores in a row of which none was the lowest yet, that of the base
 *     model included; 0 for never
 */
public record Watch(int every, int patience) {

    /** Scores before and after only. */
    public static final Watch NONE = new Watch(0, 0);

    /**
     * Refuses negative numbers, and patience without scores.
     *
     * @param every at least 0; at least 1 where there is patience
     * @param patience at least 0
     */
    public Watch {
        if (every < 0 || patience < 0 || (patience > 0 && every == 0)) {
            throw new IllegalArgumentException("found a score every " + every + " neighbours and a patience of "
                    + patience + ", wanted both at least 0, and scores where there is patience");
        }
    }

    /** Whether these scores, in order and that of the base model first, are enough. */
    boolean enough(List<Score> scores) {
        int lowest = 0;
        for (int i = 1; i < scores.size(); i++) {
            lowest = scores.get(i).bits() < scores.get(lowest).bits() ? i : lowest;
        }
        return patience > 0 && scores.size() - 1 - lowest >= patience;
    }
}
