package org.ttt4j.train.tf;

/**
 * What a pass says about its targets and about the likeliest tokens in their places. Confined to one thread.
 */
final class Ranked {

    /** Negative log-likelihood of each target in nats. */
    final float[] losses;

    private final float[] targetLogits;
    private final int count;
    private final int[] ids;
    private final float[] logits;

    /**
     * Takes what was fetched for T targets.
     *
     * @param targetLogits shape (T, 1)
     * @param count how many of the likeliest tokens there are in each place
     * @param ids theirs, likeliest first, shape (T, count)
     * @param logits shape (T, count)
     */
    Ranked(float[] losses, float[] targetLogits, int count, int[] ids, float[] logits) {
        this.losses = losses;
        this.targetLogits = targetLogits;
        this.count = count;
        this.ids = ids;
        this.logits = logits;
    }

    /** How many of the likeliest tokens there are in each place. */
    int count() {
        return count;
    }

    /** Id of the rank-th likeliest token in the place of a target. */
    int id(int target, int rank) {
        return ids[target * count + rank];
    }

    /** Its log-probability; of the target itself exactly minus its loss. */
    double logProbability(int target, int rank) {
        double ahead = (double) logits[target * count + rank] - targetLogits[target];
        return Math.min(0, ahead - losses[target]); // rounding can leave a little more
    }
}
