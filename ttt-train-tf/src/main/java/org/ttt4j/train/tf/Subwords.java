package org.ttt4j.train.tf;

/** A vocabulary and the rule by which a piece of text becomes some of its tokens. Thread-safe. */
interface Subwords {

    /** Ids of a piece. */
    int[] piece(String text);

    /** UTF-8 bytes that a token stands for, none for ids that stand for nothing. */
    byte[] bytes(int id);

    /** One more than the largest id. */
    int size();
}
