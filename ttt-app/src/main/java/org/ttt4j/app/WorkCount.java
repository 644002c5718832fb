package org.ttt4j.app;

import org.ttt4j.api.Progress;

/** Counts what is done of all the work that a progress bar stands for. Confined to one thread. */
final class WorkCount {

    private final String name;
    private final long total;
    private long done;

    /**
     * A count.
     *
     * @param name of the bar
     * @param done what an earlier run did
     * @param total of all work
     */
    WorkCount(String name, long done, long total) {
        this.name = name;
        this.done = done;
        this.total = total;
    }

    Progress.Advanced now() {
        return new Progress.Advanced(name, done, total);
    }

    /** One more is done. */
    Progress.Advanced next() {
        done++;
        return now();
    }
}
