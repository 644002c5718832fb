package org.ttt4j.store;

/** When the checksums of an index are compared. Sizes always are. Thread-safe. */
public enum Verify {

    /** {@link #OPEN} up to {@link #AT_ONCE} bytes, {@link #LAZY} beyond. */
    AUTO,

    /** All when it is opened. */
    OPEN,

    /** Each block of documents and vectors when it is touched first; a backend looks after its own files. */
    LAZY,

    /** Never. */
    OFF;

    /** Largest index that is read whole when it opens. */
    public static final long AT_ONCE = 4L << 30;

    /** What this means for an index of so many bytes. */
    Verify of(long bytes) {
        return this != AUTO ? this : bytes <= AT_ONCE ? OPEN : LAZY;
    }
}
