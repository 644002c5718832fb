package org.ttt4j.train.tf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.SparseSoftmaxCrossEntropyWithLogits;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * GPT-2 with its loss, its backward pass written out by hand and one AdamW step, for any batch and any length up to the
 * context in one graph. Written out because that is the fastest of what TensorFlow Java offers: half of its ops have no
 * registered gradient, and sparse cross entropy hands back its own. Confined to one thread while it is built.
 */
final class Gpt2Graph {

    /** A row may not see later columns; finite, because infinities would make NaN of a fully masked row. */
    private static final float MASKED = -1e9f;

    final Map<String, Parameter> parameters = new LinkedHashMap<>();

    /** Input and target ids, (B, T). */
    final Placeholder<TInt32> tokens;

    final Placeholder<TInt32> targets;

    /** Scalars of one step: see {@link AdamW}. */
    final Placeholder<TFloat32> beta1Power;

    final Placeholder<TFloat32> beta2Power;
    final Placeholder<TFloat32> learningRate;
    final Placeholder<TFloat32> scaledEpsilon;
    final Placeholder<TFloat32> decay;

    /** (B T, vocabulary). */
    final Operand<TFloat32> logits;

    /** Logits after the last token of the last sequence, (1, vocabulary). */
    final Operand<TFloat32> nextLogits;

    /** Negative log-likelihood of each target in nats, (B T). */
    final Operand<TFloat32> losses;

    /** Global gradient norm before clipping, scalar. */
    final Operand<TFloat32> gradientNorm;

    /** One optimizer step. */
    final Op step;

    /** Base weights become the current ones. */
    final Op reset;

    /** Moments become zero. */
    final Op zeroMoments;

    private final Ops tf;

    Gpt2Graph(Graph graph, Gpt2Config config, AdamW adamW, boolean batchedProducts) {
        tf = Ops.create(graph);
        Products products = new Products(graph, tf, batchedProducts);
        config.parameters().forEach((name, shape) -> parameters.put(name, new Parameter(tf, name, shape)));
        tokens = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
        targets = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
        beta1Power = scalar();
        beta2Power = scalar();
        learningRate = scalar();
        scaledEpsilon = scalar();
        decay = scalar();

        Operand<TInt32> batch = tf.stridedSlice(tf.shape(tokens), Indices.at(0));
        Operand<TInt32> length = tf.stridedSlice(tf.shape(tokens), Indices.at(1));
        Operand<TInt32> flat = tf.reshape(tokens, tf.constant(new int[] {-1}));
        CausalAttention.Sizes sizes =
                new CausalAttention.Sizes(config.heads(), config.width() / config.heads(), batch, length, mask(length));
        Operand<TFloat32> x = embed(config, flat, batch, length);
        Deque<Block> blocks = new ArrayDeque<>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.push(new Block(tf, products, x, parameters, "h." + i + ".", config.epsilon(), sizes));
            x = blocks.peek().output;
        }
        LayerNorm last =
                new LayerNorm(tf, x, parameters.get("ln_f.weight"), parameters.get("ln_f.bias"), config.epsilon());

        Parameter wte = parameters.get("wte.weight");
        logits = products.matrix(last.output, false, wte.read, true);
        Operand<TFloat32> lastRow = tf.slice(
                tf.reverse(last.output, tf.constant(new int[] {0})),
                tf.constant(new int[] {0, 0}),
                tf.constant(new int[] {1, config.width()}));
        nextLogits = products.matrix(lastRow, false, wte.read, true);
        SparseSoftmaxCrossEntropyWithLogits<TFloat32> entropy =
                tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, tf.reshape(targets, tf.constant(new int[] {-1})));
        losses = entropy.loss();

        Operand<TFloat32> share = tf.math.reciprocal(
                tf.dtypes.cast(tf.math.mul(batch, length), TFloat32.class)); // the loss is the mean over B T
        Operand<TFloat32> d = tf.math.mul(products.matrix(entropy.backprop(), false, wte.read, false), share);
        Operand<TFloat32> dHead = products.matrix(entropy.backprop(), true, tf.math.mul(last.output, share), false);
        d = last.backward(d);
        for (Block block : blocks) {
            d = block.backward(d);
        }
        wte.accumulate(tf.tensorScatterNdAdd(dHead, tf.expandDims(flat, tf.constant(1)), d));
        parameters.get("wpe.weight").accumulate(positionGradient(config, d, batch, length));

        gradientNorm = globalNorm();
        step = group(adamW(adamW));
        reset = group(parameters.values().stream().map(p -> p.reset).toList());
        List<Op> zeros = new ArrayList<>();
        parameters.values().forEach(p -> {
            zeros.add(p.zeroFirstMoment);
            zeros.add(p.zeroSecondMoment);
        });
        zeroMoments = group(zeros);
    }

    private Operand<TFloat32> embed(
            Gpt2Config config, Operand<TInt32> flat, Operand<TInt32> batch, Operand<TInt32> length) {
        Operand<TFloat32> words = tf.gather(parameters.get("wte.weight").read, flat, tf.constant(0));
        Operand<TInt32> width = tf.constant(config.width());
        Operand<TFloat32> positions = tf.slice(
                parameters.get("wpe.weight").read, tf.constant(new int[] {0, 0}), tf.stack(List.of(length, width)));
        Operand<TFloat32> sum = tf.math.add(tf.reshape(words, tf.stack(List.of(batch, length, width))), positions);
        return tf.reshape(sum, tf.constant(new int[] {-1, config.width()}));
    }

    private Operand<TFloat32> positionGradient(
            Gpt2Config config, Operand<TFloat32> d, Operand<TInt32> batch, Operand<TInt32> length) {
        Operand<TFloat32> summed =
                tf.sum(tf.reshape(d, tf.stack(List.of(batch, length, tf.constant(config.width())))), tf.constant(0));
        Operand<TInt32> unused = tf.math.sub(tf.constant(config.contextTokens()), length);
        return tf.pad(
                summed,
                tf.stack(List.of(tf.stack(List.of(tf.constant(0), unused)), tf.constant(new int[] {0, 0}))),
                tf.constant(0f));
    }

    private Operand<TFloat32> mask(Operand<TInt32> length) {
        Operand<TInt32> order = tf.range(tf.constant(0), length, tf.constant(1));
        return tf.select(
                tf.math.greaterEqual(tf.expandDims(order, tf.constant(1)), tf.expandDims(order, tf.constant(0))),
                tf.constant(0f),
                tf.constant(MASKED));
    }

    private Operand<TFloat32> globalNorm() {
        List<Operand<TFloat32>> halves = new ArrayList<>();
        parameters.values().forEach(p -> halves.add(tf.nn.l2Loss(p.gradient())));
        return tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.math.addN(halves)));
    }

    private List<Op> adamW(AdamW adamW) {
        Operand<TFloat32> clip = tf.math.minimum(
                tf.constant(1f),
                tf.math.div(tf.constant((float) adamW.clipNorm()), tf.math.add(gradientNorm, tf.constant(1e-6f))));
        List<Op> updates = new ArrayList<>();
        for (Parameter p : parameters.values()) {
            Operand<TFloat32> clipped = tf.math.mul(p.gradient(), clip);
            Ops after = tf;
            if (adamW.weightDecay() > 0 && !(adamW.matricesOnly() && p.shape.length < 2)) {
                // After the clip factor, so that every read of the forward and backward pass saw the old weights.
                Ops once = tf.withControlDependencies(clip);
                after = tf.withControlDependencies(
                        List.of(once.assignSubVariableOp(p.value, once.math.mul(p.read, decay))));
            }
            updates.add(after.train.resourceApplyAdam(
                    p.value,
                    p.firstMoment,
                    p.secondMoment,
                    beta1Power,
                    beta2Power,
                    learningRate,
                    tf.constant((float) adamW.beta1()),
                    tf.constant((float) adamW.beta2()),
                    scaledEpsilon,
                    clipped));
        }
        return updates;
    }

    private Op group(List<Op> operations) {
        return tf.withControlDependencies(operations).noOp();
    }

    private Placeholder<TFloat32> scalar() {
        return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    }
}
