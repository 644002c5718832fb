package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Max;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * From the last hidden states x to logits, x W^T or c tanh(x W^T / c), and to losses, -log softmax(logits)[target].
 * TensorFlow has one op for the loss and its gradient, but that takes its exponentials without the processor's wide
 * registers, over the whole vocabulary: softmax, which is oneDNN's, and these few lines take a quarter of its time.
 * Confined to one thread.
 */
final class Head {

    private final Ops tf;
    private final Products products;
    private final Parameter weight;
    private final float cap;

    /** W is (vocabulary, d); {@code cap} is the bound c of the logits, 0 for none. */
    Head(Ops tf, Products products, Parameter weight, float cap) {
        this.tf = tf;
        this.products = products;
        this.weight = weight;
        this.cap = cap;
    }

    /** Of each row of (rows, d): (rows, vocabulary). */
    Operand<TFloat32> logits(Operand<TFloat32> hidden) {
        Operand<TFloat32> scores = products.matrix(hidden, false, weight.read, true);
        return cap == 0 ? scores : tf.math.mul(tf.math.tanh(tf.math.div(scores, tf.constant(cap))), tf.constant(cap));
    }

    /** Of the last row of (rows, d): (1, vocabulary). */
    Operand<TFloat32> lastLogits(Operand<TFloat32> hidden) {
        return logits(tf.slice(
                tf.reverse(hidden, tf.constant(new int[] {0})),
                tf.constant(new int[] {0, 0}),
                tf.constant(new int[] {1, (int) weight.shape[1]})));
    }

    /** The losses of these logits, of which there is one row for each target. */
    Loss loss(Operand<TFloat32> hidden, Operand<TFloat32> logits, Operand<TInt32> targets) {
        return new Loss(hidden, logits, targets);
    }

    /** Losses and their way back. */
    final class Loss {

        private final Operand<TFloat32> hidden;
        private final Operand<TFloat32> logits;
        private final Operand<TInt32> targets;
        private final Operand<TFloat32> probabilities;

        /** (rows, 1). */
        final Operand<TFloat32> targetLogits;

        /** Nats, (rows). */
        final Operand<TFloat32> nats;

        private Loss(Operand<TFloat32> hidden, Operand<TFloat32> logits, Operand<TInt32> targets) {
            this.hidden = hidden;
            this.logits = logits;
            this.targets = targets;
            targetLogits = tf.gather(
                    logits, tf.expandDims(targets, tf.constant(1)), tf.constant(1), Gather.batchDims(1L)); // (rows, 1)
            probabilities = tf.nn.softmax(logits);
            // log sum exp = largest logit - log of the largest probability, which is at least 1 / vocabulary: the
            // target's own may be 0 in float32
            Operand<TInt32> columns = tf.constant(1);
            Operand<TFloat32> largest = tf.max(logits, columns, Max.keepDims(true));
            Operand<TFloat32> normalizer = tf.math.log(tf.max(probabilities, columns, Max.keepDims(true)));
            nats = tf.reshape(tf.math.sub(tf.math.sub(largest, targetLogits), normalizer), tf.constant(new int[] {-1}));
        }

        /**
         * Adds to the gradient of W and returns d loss / d hidden, where the loss is the sum of the nats times
         * {@code share}, (rows, 1). Of d loss / d logits, which is probabilities minus a one at each target, the ones
         * go their own way: there are as many of them as rows.
         */
        Operand<TFloat32> backward(Operand<TFloat32> share) {
            Operand<TFloat32> dScores = uncapped(probabilities, logits); // (rows, vocabulary), without the ones
            Operand<TFloat32> dOnes = uncapped(share, targetLogits); // (rows, 1)
            weight.accumulate(() -> products.matrix(dScores, true, tf.math.mul(hidden, share), false));
            weight.accumulateRows(tf.expandDims(targets, tf.constant(1)), tf.math.neg(tf.math.mul(hidden, dOnes)));
            return tf.math.sub(
                    tf.math.mul(products.matrix(dScores, false, weight.read, false), share),
                    tf.math.mul(tf.gather(weight.read, targets, tf.constant(0)), dOnes));
        }
    }

    /** d loss / d scores from d loss / d logits: the slope of c tanh(s / c) is 1 - (logit / c)^2. */
    private Operand<TFloat32> uncapped(Operand<TFloat32> d, Operand<TFloat32> logits) {
        return cap == 0
                ? d
                : tf.math.mul(d, tf.math.sub(tf.constant(1f), tf.math.square(tf.math.div(logits, tf.constant(cap)))));
    }
}
