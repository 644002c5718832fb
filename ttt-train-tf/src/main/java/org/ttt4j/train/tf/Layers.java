package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The words in which a family spells its forward pass. Each adds a piece to the graph and its hand-written backward to
 * the tape, so that a family never writes one. Activations are matrices of B T rows: B sequences of T tokens below each
 * other. Weights are named without the family's prefix. Confined to one thread.
 */
final class Layers {

    private static final float MASKED = -1e9f; // finite: infinities would make NaN of a fully masked row

    private final Ops tf;
    private final Products products;
    private final Map<String, Parameter> parameters;
    private final Lora lora;
    private final Map<String, List<Lora.Adapter>> adapters;
    private final Dropping dropping;
    private final Tape tape;
    private final Operand<TInt32> flat;
    private final Operand<TInt32> batch;
    private final Operand<TInt32> length;
    private final KeyValueCache cache;
    private final Operand<TInt32> positions;
    private final int longest;
    private final Map<Integer, List<Span>> spans = new HashMap<>();
    private final Map<Rope, Rotary> rotaries = new HashMap<>();

    /**
     * Starts a forward pass on ids (B, T), with T at most {@code longest} and adapters beside the layers that they name;
     * where there is a cache, which may be null, behind the tokens that it remembers, and B is 1.
     */
    Layers(
            Ops tf,
            Products products,
            Map<String, Parameter> parameters,
            Lora lora,
            List<Lora.Adapter> adapters,
            Dropping dropping,
            Operand<TInt32> tokens,
            int longest,
            KeyValueCache cache) {
        this.tf = tf;
        this.longest = longest;
        this.cache = cache;
        this.products = products;
        this.parameters = parameters;
        this.lora = lora;
        this.adapters = adapters.stream().collect(Collectors.groupingBy(Lora.Adapter::linear));
        this.dropping = dropping;
        this.tape = new Tape(tf);
        batch = tf.stridedSlice(tf.shape(tokens), Indices.at(0));
        length = tf.stridedSlice(tf.shape(tokens), Indices.at(1));
        flat = tf.reshape(tokens, tf.constant(new int[] {-1}));
        positions = cache == null ? order(length) : tf.math.add(order(length), cache.before());
    }

    /** B, scalar. */
    Operand<TInt32> batch() {
        return batch;
    }

    /** T, scalar. */
    Operand<TInt32> length() {
        return length;
    }

    /** Rows of a table (vocabulary, d) by token: (B T, d). */
    Operand<TFloat32> embedding(String table) {
        Parameter p = parameters.get(table);
        Operand<TFloat32> rows = tf.gather(p.read, flat, tf.constant(0));
        Tape.Backward backward = d -> {
            p.accumulateRows(tf.expandDims(flat, tf.constant(1)), d.get(0));
            return List.of();
        };
        tape.record(List.of(), List.of(rows), backward, p);
        return rows;
    }

    /** Adds to each token the row of a table (context, d) that its position has: (B T, d). */
    Operand<TFloat32> positions(Operand<TFloat32> x, String table) {
        Parameter p = parameters.get(table);
        Operand<TInt32> width = tf.constant((int) p.shape[1]);
        Operand<TInt32> perSequence = tf.stack(List.of(batch, length, width));
        Operand<TInt32> first =
                cache == null ? tf.constant(new int[] {0, 0}) : tf.stack(List.of(cache.before(), tf.constant(0)));
        Operand<TFloat32> rows = tf.slice(p.read, first, tf.stack(List.of(length, width)));
        Operand<TFloat32> sum = tf.reshape(
                tf.math.add(tf.reshape(x, perSequence), rows), tf.constant(new int[] {-1, (int) p.shape[1]}));
        UnaryOperator<Operand<TFloat32>> backward = d -> {
            Operand<TInt32> unused = tf.math.sub(tf.constant((int) p.shape[0]), length);
            p.accumulate(() -> tf.pad(
                    tf.sum(tf.reshape(d, perSequence), tf.constant(0)),
                    tf.stack(List.of(tf.stack(List.of(tf.constant(0), unused)), tf.constant(new int[] {0, 0}))),
                    tf.constant(0f)));
            return d;
        };
        return tape.record(x, sum, backward, p);
    }

    /** Dropout behind the embeddings, where the recipe has it. */
    Operand<TFloat32> embedded(Operand<TFloat32> x) {
        return dropped(x, dropping.rates.embedding());
    }

    /** Dropout of what half a block adds, where the recipe has it. */
    Operand<TFloat32> residual(Operand<TFloat32> x) {
        return dropped(x, dropping.rates.residual());
    }

    /** Layer norm with gain {@code name.weight} and bias {@code name.bias}; keeps (B T, d). */
    Operand<TFloat32> layerNorm(Operand<TFloat32> x, String name, float epsilon) {
        Parameter gain = parameters.get(name + ".weight");
        Parameter bias = parameters.get(name + ".bias");
        LayerNorm norm = new LayerNorm(tf, x, gain, bias, epsilon);
        return tape.record(x, norm.output, norm::backward, gain, bias);
    }

    /** RMS norm with gain {@code name.weight}, or 1 + it for the families that store it so; keeps (B T, d). */
    Operand<TFloat32> rmsNorm(Operand<TFloat32> x, String name, float epsilon, boolean onePlus) {
        Parameter gain = parameters.get(name + ".weight");
        RmsNorm norm = new RmsNorm(tf, x, gain, epsilon, onePlus);
        return tape.record(x, norm.output, norm::backward, gain);
    }

    /** x W + b with W (in, out), GPT-2's Conv1D: (B T, out). */
    Operand<TFloat32> conv1d(Operand<TFloat32> x, String name) {
        return linear(x, name, false);
    }

    /** x W^T + b with W (out, in), PyTorch's Linear, with a bias where the family has {@code name.bias}: (B T, out). */
    Operand<TFloat32> linear(Operand<TFloat32> x, String name) {
        return linear(x, name, true);
    }

    /** The tanh approximation of GELU. */
    Operand<TFloat32> gelu(Operand<TFloat32> x) {
        Gelu gelu = new Gelu(tf, x);
        return tape.record(x, gelu.output, gelu::backward);
    }

    /** x sigmoid(x). */
    Operand<TFloat32> silu(Operand<TFloat32> x) {
        Operand<TFloat32> gate = tf.math.sigmoid(x);
        return tape.record(
                x,
                tf.math.mul(x, gate),
                d -> tf.math.add(tf.math.mul(d, gate), tf.math.sigmoidGrad(gate, tf.math.mul(d, x))));
    }

    /** a + b of equal shapes. */
    Operand<TFloat32> add(Operand<TFloat32> a, Operand<TFloat32> b) {
        Operand<TFloat32> sum = tf.math.add(a, b);
        tape.record(List.of(a, b), List.of(sum), d -> List.of(d.get(0), d.get(0)));
        return sum;
    }

    /** a b, element by element. */
    Operand<TFloat32> mul(Operand<TFloat32> a, Operand<TFloat32> b) {
        Operand<TFloat32> product = tf.math.mul(a, b);
        tape.record(List.of(a, b), List.of(product), d -> List.of(tf.math.mul(d.get(0), b), tf.math.mul(d.get(0), a)));
        return product;
    }

    /** x times a number. */
    Operand<TFloat32> scale(Operand<TFloat32> x, float factor) {
        return tape.record(x, tf.math.mul(x, tf.constant(factor)), d -> tf.math.mul(d, tf.constant(factor)));
    }

    /** Cuts (B T, sum of widths) into matrices of these widths. */
    List<Operand<TFloat32>> columns(Operand<TFloat32> x, int... widths) {
        List<Operand<TFloat32>> parts =
                new ArrayList<>(tf.splitV(x, tf.constant(widths), tf.constant(1), (long) widths.length)
                        .output());
        tape.record(List.of(x), parts, d -> List.of(tf.concat(d, tf.constant(1))));
        return parts;
    }

    /**
     * Attention of queries (B T, heads perHead) to keys and values (B T, keyValueHeads perHead), both turned by their
     * position if there is a rope: (B T, heads perHead).
     */
    Operand<TFloat32> attention(
            Operand<TFloat32> q, Operand<TFloat32> k, Operand<TFloat32> v, Attention.Rule rule, Rope rope) {
        Rotary rotary = rotaries.computeIfAbsent(rope, r -> new Rotary(tf, r.frequencies(rule.perHead()), positions));
        int group = rule.heads() / rule.keyValueHeads();
        return attend(
                turned(perHead(q, rule.heads(), group, rule.perHead()), rotary),
                turned(perHead(k, rule.keyValueHeads(), 1, rule.perHead()), rotary),
                perHead(v, rule.keyValueHeads(), 1, rule.perHead()),
                rule);
    }

    /** Attention without positions, as many key and value heads as query heads. */
    Operand<TFloat32> attention(Operand<TFloat32> q, Operand<TFloat32> k, Operand<TFloat32> v, Attention.Rule rule) {
        return attend(
                perHead(q, rule.heads(), 1, rule.perHead()),
                perHead(k, rule.heads(), 1, rule.perHead()),
                perHead(v, rule.heads(), 1, rule.perHead()),
                rule);
    }

    /** The same with queries, keys and values side by side, (B T, 3 heads perHead): fewer passes over memory. */
    Operand<TFloat32> attention(Operand<TFloat32> qkv, Attention.Rule rule) {
        Operand<TFloat32> split = tf.reshape(
                qkv,
                tf.stack(List.of(
                        batch, length, tf.constant(3), tf.constant(rule.heads()), tf.constant(rule.perHead()))));
        List<Operand<TFloat32>> parts =
                new ArrayList<>(tf.unstack(tf.linalg.transpose(split, tf.constant(new int[] {2, 3, 0, 1, 4})), 3L)
                        .output());
        tape.record(
                List.of(qkv),
                parts,
                d -> List.of(rows(
                        tf.linalg.transpose(tf.stack(d), tf.constant(new int[] {2, 3, 0, 1, 4})),
                        3 * rule.heads() * rule.perHead())));
        return attend(parts.get(0), parts.get(1), parts.get(2), rule);
    }

    /** Runs everything backward from d loss / d output, so that each parameter has its gradient. */
    void backward(Operand<TFloat32> output, Operand<TFloat32> dOutput) {
        tape.backward(output, dOutput);
    }

    private Operand<TFloat32> linear(Operand<TFloat32> x, String name, boolean outFirst) {
        Parameter weight = parameters.get(name + ".weight");
        Parameter bias = parameters.get(name + ".bias");
        Linear linear = new Linear(tf, products, x, weight, bias, outFirst);
        Operand<TFloat32> sum = tape.record(x, linear.output, linear::backward, weight, bias);
        for (Lora.Adapter adapter : adapters.getOrDefault(name, List.of())) {
            Parameter a = parameters.get(adapter.a());
            Parameter b = parameters.get(adapter.b());
            Operand<TFloat32> input = dropped(x, dropping.rates.adapter());
            LowRank low = new LowRank(tf, products, input, adapter, lora.scale(), a, b);
            sum = add(sum, tape.record(input, low.output, low::backward, a, b));
        }
        return sum;
    }

    private Operand<TFloat32> attend(
            Operand<TFloat32> q, Operand<TFloat32> k, Operand<TFloat32> v, Attention.Rule rule) {
        Operand<TFloat32> keys = cache == null ? k : cache.extend(k, rule);
        Operand<TFloat32> values = cache == null ? v : cache.extend(v, rule);
        Attention attention = new Attention(
                tf,
                products,
                rule,
                new Attention.Inputs(q, keys, values, batch, length),
                spans.computeIfAbsent(rule.window(), this::spans),
                dropping);
        tape.record(List.of(q, k, v), List.of(attention.output), d -> attention.backward(d.get(0)));
        return attention.output;
    }

    /** (B T, heads perHead) to (heads / g, B, g, T, perHead), without the third where g is 1. */
    private Operand<TFloat32> perHead(Operand<TFloat32> x, int heads, int group, int perHead) {
        Operand<TInt32> size = tf.constant(perHead);
        Operand<TInt32> shape = group == 1
                ? tf.stack(List.of(batch, length, tf.constant(heads), size))
                : tf.stack(List.of(batch, length, tf.constant(heads / group), tf.constant(group), size));
        int[] there = group == 1 ? new int[] {2, 0, 1, 3} : new int[] {2, 0, 3, 1, 4};
        int[] back = group == 1 ? new int[] {1, 2, 0, 3} : new int[] {1, 3, 0, 2, 4};
        return tape.record(
                x,
                tf.linalg.transpose(tf.reshape(x, shape), tf.constant(there)),
                d -> rows(tf.linalg.transpose(d, tf.constant(back)), heads * perHead));
    }

    private Operand<TFloat32> dropped(Operand<TFloat32> x, double rate) {
        if (rate == 0) {
            return x;
        }
        Operand<TFloat32> mask = dropping.mask(x, rate);
        return tape.record(x, tf.math.mul(x, mask), d -> tf.math.mul(d, mask));
    }

    private Operand<TFloat32> turned(Operand<TFloat32> x, Rotary rotary) {
        return tape.record(x, rotary.turn(x), rotary::turnBack);
    }

    private List<Span> spans(int window) {
        return cache == null
                ? Span.causal(tf, length, longest, window, mask(window))
                : Span.whole(tf, length, seen(), mask(window));
    }

    /** (T, S): 0 where the row's token sees the column's, else very negative. */
    private Operand<TFloat32> mask(int window) {
        Operand<TInt32> row = tf.expandDims(positions, tf.constant(1));
        Operand<TInt32> column = tf.expandDims(cache == null ? positions : order(seen()), tf.constant(0));
        Operand<TFloat32> causal = tf.select(tf.math.greaterEqual(row, column), tf.constant(0f), tf.constant(MASKED));
        return window == 0
                ? causal
                : tf.select(tf.math.less(tf.math.sub(row, column), tf.constant(window)), causal, tf.constant(MASKED));
    }

    /** Tokens of this run and of those before it, scalar. */
    private Operand<TInt32> seen() {
        return cache == null ? length : tf.math.add(length, cache.before());
    }

    private Operand<TInt32> order(Operand<TInt32> count) {
        return tf.range(tf.constant(0), count, tf.constant(1));
    }

    private Operand<TFloat32> rows(Operand<TFloat32> x, int width) {
        return tf.reshape(x, tf.constant(new int[] {-1, width}));
    }
}
