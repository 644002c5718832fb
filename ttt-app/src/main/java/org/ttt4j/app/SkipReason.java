package org.ttt4j.app;

/** Why a file gave no document. */
enum SkipReason {
    BINARY,
    NOT_UTF8,
    EMPTY,
    TOO_LARGE
}
