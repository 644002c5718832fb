package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A model with its loss, its backward pass written out by hand and one step, for any batch and any length up to the
 * context in one graph. Written out because that is the fastest of what TensorFlow Java offers: half of its ops have no
 * registered gradient. Confined to one thread while it is built.
 */
final class ModelGraph {

    final Map<String, Parameter> parameters = new LinkedHashMap<>();

    /** Those that a step moves: all, the adapters, or a part of either. */
    final Map<String, Parameter> trained;

    /** Most tokens of a sequence. */
    final int contextTokens;

    /** Input and target ids, (B, T). */
    final Placeholder<TInt32> tokens;

    final Placeholder<TInt32> targets;

    /** How many targets of each sequence, from the first, have no part in the loss that is trained on; scalar. */
    final PlaceholderWithDefault<TFloat32> skipped;

    /** Dropout, if the recipe has it. */
    final Dropping dropping;

    /** (B T, vocabulary). */
    final Operand<TFloat32> logits;

    /** Logits after the last token of the last sequence, (1, vocabulary). */
    final Operand<TFloat32> nextLogits;

    /** Negative log-likelihood of each target in nats, (B T). */
    final Operand<TFloat32> losses;

    /** One optimizer step. */
    final Updates updates;

    /** Gradients that outlive their run, if the recipe holds any. */
    final Optional<HeldGradients> held;

    /** Base weights become the current ones. */
    final Op reset;

    /** Moments become zero. */
    final Op zeroMoments;

    private final Ops tf;
    private final Graph graph;
    private Reading reading;
    private Ranking ranking;
    private OnlineGraph online;
    private final Products products;
    private final Architecture architecture;
    private final Lora lora;
    private final Head head;
    private final Head.Loss loss;

    /**
     * A forward pass that goes on where another one ended.
     *
     * @param tokens ids, (1, T)
     * @param cache what it remembers
     * @param nextLogits logits after the last token, (1, vocabulary)
     */
    record Reading(Placeholder<TInt32> tokens, KeyValueCache cache, Operand<TFloat32> nextLogits) {}

    /**
     * The likeliest tokens in the place of each target.
     *
     * @param count how many, a (1, 1) matrix
     * @param logits theirs, largest first, (B T, count)
     * @param ids theirs, of equally likely ones the lowest first, (B T, count)
     * @param targetLogits of the targets, (B T, 1)
     */
    record Ranking(
            Placeholder<TInt32> count, Operand<TFloat32> logits, Operand<TInt32> ids, Operand<TFloat32> targetLogits) {}

    /**
     * Adds a model to a graph.
     *
     * @param base weights and adapters, which models share as far as they do not train them
     * @param name of the model among those of the graph
     */
    ModelGraph(
            Graph graph,
            Map<String, BaseWeight> base,
            String name,
            Architecture architecture,
            Lora lora,
            Recipe recipe) {
        this.graph = graph;
        contextTokens = recipe.contextTokens(architecture);
        tf = Ops.create(graph).withSubScope(name);
        Set<String> adapters = lora.parameters(architecture).keySet();
        Set<String> moved = recipe.trainable().of(adapters.isEmpty() ? base.keySet() : adapters);
        base.forEach(
                (weight, loaded) -> parameters.put(weight, new Parameter(tf, name, loaded, moved.contains(weight))));
        trained = new LinkedHashMap<>(parameters);
        trained.keySet().retainAll(moved);
        tokens = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
        targets = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));

        this.architecture = architecture;
        this.lora = lora;
        dropping = new Dropping(tf, recipe.dropout());
        products = new Products(graph, tf, recipe.precision());
        Layers layers = layers(tokens, null);
        Operand<TFloat32> hidden = architecture.hidden(layers);
        head = new Head(tf, products, parameters.get(architecture.head()), architecture.logitCap());
        logits = head.logits(hidden);
        nextLogits = head.lastLogits(hidden);
        loss = head.loss(hidden, logits, tf.reshape(targets, tf.constant(new int[] {-1})));
        losses = loss.nats;

        skipped = tf.placeholderWithDefault(tf.constant(0f), Shape.scalar());
        layers.backward(hidden, loss.backward(share(layers)));

        Map<Parameter, Operand<TFloat32>> gradients = new LinkedHashMap<>();
        trained.values().forEach(p -> gradients.put(p, p.gradient()));
        updates = new Updates(tf, recipe.optimizer(), gradients);
        held = recipe.holds()
                ? Optional.of(new HeldGradients(tf, recipe.optimizer(), trained.values()))
                : Optional.empty();
        reset = group(trained.values().stream().map(Parameter::reset).toList());
        List<Op> zeros = new ArrayList<>();
        trained.values().forEach(p -> p.moments().values().forEach(moment -> zeros.add(moment.zero)));
        zeroMoments = group(zeros);
    }

    /** What each target's loss has to the mean loss: 0 for those that are skipped, (B T, 1). */
    private Operand<TFloat32> share(Layers layers) {
        Operand<TFloat32> batch = tf.dtypes.cast(layers.batch(), TFloat32.class);
        Operand<TFloat32> length = tf.dtypes.cast(layers.length(), TFloat32.class);
        Operand<TFloat32> part = tf.math.reciprocal(tf.math.mul(batch, tf.math.sub(length, skipped)));
        Operand<TFloat32> place = tf.range(tf.constant(0f), length, tf.constant(1f));
        Operand<TFloat32> parts = tf.select(tf.math.less(place, skipped), tf.constant(0f), part);
        return tf.reshape(
                tf.broadcastTo(parts, tf.stack(List.of(layers.batch(), layers.length()))),
                tf.constant(new int[] {-1, 1}));
    }

    /** Such a pass, which reads the same weights; added when first asked for, as few sessions generate. */
    Reading reading() {
        if (reading == null) {
            Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(1, -1)));
            KeyValueCache cache = new KeyValueCache(tf);
            reading = new Reading(ids, cache, head.lastLogits(architecture.hidden(layers(ids, cache))));
        }
        return reading;
    }

    /** The ranking of the targets' places; added when first asked for. */
    Ranking ranking() {
        if (ranking == null) {
            Placeholder<TInt32> count = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(1, 1)));
            TopK<TFloat32, TInt32> top = tf.nn.topK(logits, tf.reshape(count, tf.constant(new int[0])), TInt32.class);
            ranking = new Ranking(count, top.values(), top.indices(), loss.targetLogits);
        }
        return ranking;
    }

    /** What online adaptation needs besides; added when first asked for. */
    OnlineGraph online() {
        if (online == null) {
            online = new OnlineGraph(tf, graph, losses, trained.values());
        }
        return online;
    }

    private Layers layers(Operand<TInt32> ids, KeyValueCache cache) {
        Dropping drops = cache == null ? dropping : new Dropping(tf, Dropout.NONE); // what is read is not trained on
        return new Layers(
                tf, products, parameters, lora, lora.adapters(architecture), drops, ids, contextTokens, cache);
    }

    private Op group(List<Op> operations) {
        return tf.withControlDependencies(operations).noOp();
    }
}
