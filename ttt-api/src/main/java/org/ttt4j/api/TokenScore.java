package org.ttt4j.api;

import java.util.Objects;

/**
 * How well a model predicted one token. Thread-safe.
 *
 * @param id of the token
 * @param text what it stands for; parts of a character that is spread over several tokens are U+FFFD
 * @param byteOffset where its UTF-8 bytes begin in the text as its tokens spell it, at least 0
 * @param logProbability natural logarithm of its probability given what stands before it, at most 0
 */
public record TokenScore(int id, String text, long byteOffset, double logProbability) {

    /**
     * Refuses NaN, positive logarithms and negative offsets.
     *
     * @param id of the model's vocabulary
     * @param text not null
     * @param byteOffset at least 0
     * @param logProbability at most 0, may be negative infinity
     */
    public TokenScore {
        Objects.requireNonNull(text, "text");
        if (!(logProbability <= 0) || byteOffset < 0) {
            throw new IllegalArgumentException("found logProbability=" + logProbability + ", byteOffset=" + byteOffset
                    + ", wanted logProbability <= 0 and byteOffset >= 0");
        }
    }
}
