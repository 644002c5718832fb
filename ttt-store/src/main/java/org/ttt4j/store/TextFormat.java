package org.ttt4j.store;

/** How the lines of a stored corpus lie on disk. Thread-safe. */
enum TextFormat {

    /** JSON lines as they are. */
    PLAIN("corpus.jsonl"),

    /** JSON lines in independent zstd frames, which {@code zstd -d} reads as one file. */
    ZSTD("corpus.jsonl.zst");

    private final String file;

    TextFormat(String file) {
        this.file = file;
    }

    /** Name of the file of lines. */
    String file() {
        return file;
    }
}
