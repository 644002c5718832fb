package org.ttt4j.store;

/** What can be wrong with a line of a corpus. */
enum BadLine {
    NOT_JSON("not a JSON object"),
    NO_TEXT("without text"),
    TOO_LONG("too long"),
    NOT_UTF8("not UTF-8");

    private final String words;

    BadLine(String words) {
        this.words = words;
    }

    /** For sentences. */
    String words() {
        return words;
    }
}
