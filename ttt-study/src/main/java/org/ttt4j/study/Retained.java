package org.ttt4j.study;

/**
 * How well a neighbour that was trained on is still known after the later ones: the retention probe. Thread-safe.
 *
 * @param id of the neighbour
 * @param position of the pick, from 1
 * @param bytes of its text
 * @param before bits under the model as it is
 * @param learned bits right after the steps on it
 * @param end bits after the last step of all
 */
public record Retained(long id, int position, long bytes, double before, double learned, double end) {

    /**
     * Refuses numbers that cannot be.
     *
     * @param id of the neighbour
     * @param position at least 1
     * @param bytes at least 1
     * @param before at least 0
     * @param learned at least 0
     * @param end at least 0
     */
    public Retained {
        if (position < 1 || bytes < 1 || !(before >= 0) || !(learned >= 0) || !(end >= 0)) {
            throw new IllegalArgumentException("found position=" + position + ", bytes=" + bytes + ", before=" + before
                    + ", learned=" + learned + ", end=" + end + ", wanted position and bytes >= 1 and bits >= 0");
        }
    }
}
