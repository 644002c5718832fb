package org.ttt4j.store;

import java.util.Objects;
import org.ttt4j.api.Metric;

/**
 * How index directories are built, changed and opened. Thread-safe.
 *
 * @param metric what a new index compares by
 * @param texts how documents are written
 * @param verify when the checksums of an index that is read are compared
 * @param checkpointSeconds work that a killed build loses, about; more where an index backend writes long; at least 0
 * @param maxLineBytes longest line of a corpus that can be used, at least 1
 */
public record IndexSettings(Metric metric, Texts texts, Verify verify, double checkpointSeconds, int maxLineBytes) {

    /** Inner product, plain texts, {@link Verify#AUTO}, a checkpoint every 20 seconds, lines of at most 16 MiB. */
    public static final IndexSettings DEFAULT =
            new IndexSettings(Metric.INNER_PRODUCT, Texts.AUTO, Verify.AUTO, 20, 16 << 20);

    /**
     * Refuses what is out of range.
     *
     * @param metric not null
     * @param texts not null
     * @param verify not null
     * @param checkpointSeconds at least 0
     * @param maxLineBytes at least 1
     */
    public IndexSettings {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(texts, "texts");
        Objects.requireNonNull(verify, "verify");
        if (!(checkpointSeconds >= 0) || maxLineBytes < 1) {
            throw new IllegalArgumentException("found checkpointSeconds=" + checkpointSeconds + ", maxLineBytes="
                    + maxLineBytes + ", wanted at least 0 and at least 1");
        }
    }
}
