package org.ttt4j.train.tf;

/** Text to ids and back, byte for byte. Thread-safe. */
interface Tokenizer {

    /** Ids of a text; every text has some, special tokens are never recognised in it. */
    int[] encode(String text);

    /** Text of ids; bytes that are not UTF-8 become U+FFFD, ids that stand for nothing vanish. */
    String decode(int[] ids);

    /** One more than the largest id. */
    int size();

    /** Id of the end of a text, or -1 if the tokenizer has none. */
    int endOfText();

    /** The tokenizer.json that gives this tokenizer again, or an empty array if it needs no file. */
    byte[] toJson();
}
