package org.ttt4j.train.tf;

/** Names that several classes must agree on. Thread-safe. */
final class Ids {

    /** Id of the backend in the configuration, in exceptions and in the count of native handles. */
    static final String BACKEND = "tensorflow";

    /** What stands before and after each document. */
    static final String END_OF_TEXT = "<|endoftext|>";

    private Ids() {}
}
