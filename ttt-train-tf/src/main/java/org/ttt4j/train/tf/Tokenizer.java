package org.ttt4j.train.tf;

/** Text to ids and back. Thread-safe. */
interface Tokenizer {

    /** Ids of a text, without those that a model wants around it. */
    int[] encode(String text);

    /** Text of ids; bytes that are not UTF-8 become U+FFFD, ids that stand for nothing vanish. */
    String decode(int[] ids);

    /** UTF-8 bytes by which a token continues a text, none for ids that stand for nothing. */
    byte[] bytes(int id);

    /** The bytes of each token in {@link #decode}, which at the very beginning may be one space fewer. */
    byte[][] spelled(int[] ids);

    /** One more than the largest id. */
    int size();

    /** Id of the token {@code <|endoftext|>}, or -1 if there is none. */
    int endOfText();

    /** The tokenizer.json that gives this tokenizer again, or an empty array if it needs no file. */
    byte[] toJson();
}
