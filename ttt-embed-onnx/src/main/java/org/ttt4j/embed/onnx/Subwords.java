package org.ttt4j.embed.onnx;

/** Cuts a word into tokens. Thread-safe. */
interface Subwords {

    /** Appends the ids of a word's tokens. */
    void append(String word, TokenIds ids);
}
