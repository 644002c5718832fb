package org.ttt4j.embed.onnx;

import java.nio.FloatBuffer;

/** How the vectors of a text's T tokens, shape (T, d), become one vector of d floats. Thread-safe. */
enum Pooling {
    /** Mean over the tokens that the attention mask keeps. */
    MEAN {
        @Override
        void pool(FloatBuffer tokens, int from, int length, int dimension, double[] sum) {
            for (int t = 0, at = from; t < length; t++) {
                for (int j = 0; j < dimension; j++, at++) {
                    sum[j] += tokens.get(at);
                }
            }
            for (int j = 0; j < dimension; j++) {
                sum[j] /= length;
            }
        }
    },
    /** The first token's vector. */
    CLS {
        @Override
        void pool(FloatBuffer tokens, int from, int length, int dimension, double[] sum) {
            for (int j = 0; j < dimension; j++) {
                sum[j] = tokens.get(from + j);
            }
        }
    };

    /**
     * Pools one text; padding lies behind its tokens and is not looked at.
     *
     * @param tokens token vectors of a batch, row-major
     * @param from where this text's first token vector starts
     * @param length tokens of this text, at least 1
     * @param sum d zeros that receive the result
     */
    abstract void pool(FloatBuffer tokens, int from, int length, int dimension, double[] sum);

    /** Writes a vector to {@code out} at {@code at}, scaled to L2 norm 1 if wanted; a zero vector stays zero. */
    static void write(double[] vector, boolean normalize, float[] out, int at) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        double scale = normalize && squares > 0 ? 1 / Math.sqrt(squares) : 1;
        for (int j = 0; j < vector.length; j++) {
            out[at + j] = (float) (vector[j] * scale);
        }
    }
}
