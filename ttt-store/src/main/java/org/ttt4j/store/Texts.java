package org.ttt4j.store;

/** How the documents of an index are written. Thread-safe. */
public enum Texts {
    /** As the index has them; a new one plain. */
    AUTO,
    /** JSON lines as they are: the fastest to read here and there. */
    PLAIN,
    /** In frames of zstd: less than half the size for prose. */
    ZSTD;

    /** What this means where there is something already. */
    TextFormat over(TextFormat present) {
        return switch (this) {
            case AUTO -> present;
            case PLAIN -> TextFormat.PLAIN;
            case ZSTD -> TextFormat.ZSTD;
        };
    }
}
