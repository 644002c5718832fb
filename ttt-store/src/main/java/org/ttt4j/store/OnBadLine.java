package org.ttt4j.store;

/** What happens to a line of a corpus that cannot be used. Thread-safe. */
public enum OnBadLine {
    /** It is counted and passed over. */
    SKIP,
    /** Reading stops with a {@link StoreException} that names file and line. */
    FAIL
}
