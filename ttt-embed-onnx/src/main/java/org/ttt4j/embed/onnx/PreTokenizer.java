package org.ttt4j.embed.onnx;

import java.util.List;

/** Splits normalised text into the words that a subword model looks at one by one. Thread-safe. */
interface PreTokenizer {

    /**
     * The words in order. Each is decided by the text up to the white space behind it.
     *
     * @param text any text, possibly empty
     */
    List<String> words(String text);
}
