package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunOptions;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/**
 * A language model on a base that it may share with others: forward, step, reset, load and save. Step counts, learning
 * rates and texts are the business of its callers. Confined to one thread.
 */
final class LanguageModel implements AutoCloseable {

    private final Architecture architecture;
    private final ModelGraph graph;
    private final SharedGraph shared;
    private final Lease session;
    private final Undo natives;

    private LanguageModel(
            Architecture architecture, ModelGraph graph, SharedGraph shared, Lease session, Undo natives) {
        this.architecture = architecture;
        this.graph = graph;
        this.shared = shared;
        this.session = session;
        this.natives = natives;
    }

    /**
     * Builds the graph; the weights must be loaded before anything else is asked of it.
     *
     * @param threads intra-op threads
     * @throws BackendException if TensorFlow's native library cannot be loaded
     */
    static LanguageModel open(Architecture architecture, Optimizer optimizer, int threads) {
        return open(architecture, Lora.NONE, Recipe.of(optimizer), threads);
    }

    /**
     * The same with adapters, which are then all that a step moves, or a part of the weights.
     *
     * @throws BackendException if there is nothing to train
     */
    static LanguageModel open(Architecture architecture, Lora lora, Recipe recipe, int threads) {
        return open(1, architecture, lora, recipe, threads, 0).get(0);
    }

    /**
     * Several models on one base. Each can be used in a thread of its own; the first owns what is native and is closed
     * last.
     *
     * @param parallelSteps see {@link SharedGraph#atOnce}
     */
    static List<LanguageModel> open(
            int count, Architecture architecture, Lora lora, Recipe recipe, int threads, int parallelSteps) {
        SharedGraph shared = SharedGraph.open(count, architecture, lora, recipe, threads, parallelSteps);
        List<LanguageModel> models = new ArrayList<>();
        for (ModelGraph graph : shared.models) {
            Undo natives = new Undo();
            if (models.isEmpty()) {
                natives.push(shared);
            }
            models.add(new LanguageModel(architecture, graph, shared, shared.lease(), natives));
        }
        return models;
    }

    /** The same model until {@link #endLease()}; closing it closes nothing. */
    LanguageModel lease() {
        return new LanguageModel(architecture, graph, shared, shared.lease(), new Undo());
    }

    /** From any thread: waits for the run in progress, after which this object refuses every other. */
    void endLease() {
        session.end();
    }

    /** Sizes. */
    Architecture architecture() {
        return architecture;
    }

    /** Most tokens of a sequence: the model's positions, or fewer. */
    int contextTokens() {
        return graph.contextTokens;
    }

    /** How many numbers a step moves. */
    long trained() {
        return graph.trained.values().stream()
                .mapToLong(p -> Shapes.elements(p.shape))
                .sum();
    }

    /** Loads base weights of all models, by name; {@link #reset()} brings them into use where they are trained. */
    void loadBase(Map<String, FloatPieces> values) {
        loader().load(values, name -> shared.base.get(name).load);
    }

    /** Loads both moments of Adam, by name of the weight. */
    void loadMoments(Map<String, FloatPieces> first, Map<String, FloatPieces> second) {
        loadMoments(AdamW.FIRST, first);
        loadMoments(AdamW.SECOND, second);
    }

    /** Current weights are the base weights again, bit for bit. */
    void reset() {
        run(graph.reset);
    }

    /** All that the optimizer keeps of every weight is zero. */
    void zeroMoments() {
        run(graph.zeroMoments);
    }

    /**
     * Negative log-likelihood in nats of each target, row-major like the inputs.
     *
     * @param inputs ids, (B, T)
     * @param targets ids, (B, T)
     */
    float[] losses(int[][] inputs, int[][] targets) {
        try (NativeCall call = new NativeCall(session)) {
            return feed(call, inputs, targets).fetch(graph.losses).run().floats(0);
        }
    }

    /** The same of one sequence, with the likeliest tokens in the place of each target. */
    Ranked ranked(int[] input, int[] target, int most) {
        int count = Math.min(most, architecture.vocabulary());
        ModelGraph.Ranking ranking = shared.ranking(graph);
        try (NativeCall call = new NativeCall(session)) {
            feed(call, new int[][] {input}, new int[][] {target})
                    .feed(ranking.count(), new int[][] {{count}})
                    .fetch(graph.losses)
                    .fetch(ranking.targetLogits())
                    .fetch(ranking.ids())
                    .fetch(ranking.logits())
                    .run();
            return new Ranked(call.floats(0), call.floats(1), count, call.ints(2), call.floats(3));
        }
    }

    /** The same in the very bits of {@link #stepLosses}, which rounds otherwise than what is computed for losses alone. */
    float[] lossesAsTrained(int[][] inputs, int[][] targets) {
        OnlineGraph online = shared.online(graph);
        try (NativeCall call = new NativeCall(session)) {
            return feed(call, inputs, targets)
                    .target(online.asTrained)
                    .fetch(graph.losses)
                    .run()
                    .floats(0);
        }
    }

    /** Logits after each input, row-major (B T, vocabulary). */
    float[] logits(int[][] inputs) {
        try (NativeCall call = new NativeCall(session)) {
            return call.feed(graph.tokens, checked(inputs))
                    .fetch(graph.logits)
                    .run()
                    .floats(0);
        }
    }

    /** Logits of the token after the inputs. */
    float[] nextLogits(int[] inputs) {
        try (NativeCall call = new NativeCall(session)) {
            return call.feed(graph.tokens, checked(new int[][] {inputs}))
                    .fetch(graph.nextLogits)
                    .run()
                    .floats(0);
        }
    }

    /** Begins to read a text with the current weights; close it before they change. */
    Decoder decoder() {
        return new Decoder(session, shared.reading(graph));
    }

    /**
     * One step on the mean loss of the batch.
     *
     * @param number of the step since the moments were zero, from 1
     * @return mean loss before the update in nats per target
     */
    double step(int[][] inputs, int[][] targets, long number, double learningRate) {
        try (NativeCall call = new NativeCall(session)) {
            graph.updates.on(feed(call, inputs, targets), learningRate, number);
            return mean(call.fetch(graph.losses).run().floats(0), 0);
        }
    }

    /** The same for one sequence and a pass that need not be plain. */
    double step(int[][] input, int[][] target, Pass pass, long number, double learningRate) {
        return mean(stepLosses(input, target, pass, number, learningRate), pass.skipped());
    }

    /** The same, with the loss of each target before the update in nats. */
    float[] stepLosses(int[][] input, int[][] target, Pass pass, long number, double learningRate) {
        try (NativeCall call = new NativeCall(session)) {
            graph.updates.on(feed(call, input, target, pass), learningRate, number);
            return call.fetch(graph.losses).run().floats(0);
        }
    }

    /** Global norm of the gradient of the mean loss over all trained weights, before clipping. */
    float gradientNorm(int[][] inputs, int[][] targets) {
        try (NativeCall call = new NativeCall(session)) {
            return feed(call, inputs, targets)
                    .fetch(graph.updates.gradientNorm)
                    .run()
                    .floats(0)[0];
        }
    }

    /** Holds the gradients of such a loss, added to those held before; returns the loss. */
    double hold(int[][] input, int[][] target, Pass pass) {
        return mean(holdLosses(input, target, pass), pass.skipped());
    }

    /** The same, with the loss of each target in nats. */
    float[] holdLosses(int[][] input, int[][] target, Pass pass) {
        try (NativeCall call = new NativeCall(session)) {
            feed(call, input, target, pass).target(graph.held.orElseThrow().add);
            return call.fetch(graph.losses).run().floats(0);
        }
    }

    /** Mean of the losses after so many that are skipped. */
    static double mean(float[] losses, int skipped) {
        double sum = 0;
        for (int i = skipped; i < losses.length; i++) {
            sum += losses[i];
        }
        return sum / (losses.length - skipped);
    }

    /** One step with the gradients held, times {@code share}; they stay held. */
    void stepHeld(double share, long number, double learningRate) {
        HeldGradients held = graph.held.orElseThrow();
        try (NativeCall call = new NativeCall(session)) {
            held.updates.on(call.feed(held.share, share), learningRate, number).run();
        }
    }

    /** Holds no gradients. */
    void clearHeld() {
        run(graph.held.orElseThrow().clear);
    }

    /** Gradients of the mean loss, by trained weight, and under {@code ""} their global norm before clipping. */
    Map<String, float[]> gradients(int[][] inputs, int[][] targets) {
        Map<String, float[]> gradients = new TreeMap<>();
        try (NativeCall call = new NativeCall(session)) {
            feed(call, inputs, targets).fetch(graph.updates.gradientNorm);
            graph.trained.values().forEach(p -> call.fetch(p.gradient()));
            call.run();
            gradients.put("", call.floats(0));
            int i = 1;
            for (String name : graph.trained.keySet()) {
                gradients.put(name, call.floats(i++));
            }
        }
        return gradients;
    }

    /** The current values of these weights and adapters; close it before they change. */
    Fetched values(Collection<String> names) {
        return new Fetched(session, names, name -> graph.parameters.get(name).read);
    }

    /** The moments of Adam of these weights; close it before they change. */
    Fetched moments(String of, Collection<String> names) {
        return new Fetched(session, names, name -> graph.parameters.get(name).moment(of).read);
    }

    /** Loads the mean squared gradients for {@link Rms}, by name of the weight. */
    void loadSquares(Map<String, FloatPieces> squares) {
        loader().load(squares, name -> graph.trained.get(name).constant(Rms.SQUARES).load);
    }

    /** The trained weights, in the order of the model. */
    Collection<Parameter> trainedWeights() {
        return Collections.unmodifiableCollection(graph.trained.values());
    }

    /** Moves what is trained by a share of the way to its base; everything else stays. */
    void pull(double share) {
        OnlineGraph online = shared.online(graph);
        try (NativeCall call = new NativeCall(session)) {
            call.feed(online.share, share).target(online.pull).run();
        }
    }

    /** Adds the squares of the gradients of such a loss to those added before; returns the loss. */
    double addSquares(int[][] input, int[][] target, int skipped) {
        try (NativeCall call = new NativeCall(session)) {
            feed(call, input, target, new Pass(skipped, 0)).target(shared.online(graph).addSquares);
            return mean(call.fetch(graph.losses).run().floats(0), skipped);
        }
    }

    /** Holds no sums of squares; needed before the first are added. */
    void clearSquares() {
        run(shared.online(graph).clearSquares);
    }

    /** The sums of squared gradients, by name of the weight; close it before they change. */
    Fetched squares() {
        Map<String, Variable> squares = shared.online(graph).squares;
        return new Fetched(session, squares.keySet(), name -> squares.get(name).read);
    }

    /** The sums of gradients held; close it before they change. */
    Fetched held() {
        Map<String, Variable> sums = graph.held.orElseThrow().sums;
        return new Fetched(session, sums.keySet(), name -> sums.get(name).read);
    }

    /** Loads current values of trained weights, by name; the base stays. */
    void loadCurrent(Map<String, FloatPieces> values) {
        loader().load(values, name -> shared.online(graph).load.get(name));
    }

    /** Loads one of the things that the optimizer keeps, by name of the weight. */
    void loadMoments(String of, Map<String, FloatPieces> values) {
        loader().load(values, name -> graph.trained.get(name).moments().get(of).load);
    }

    /** Loads sums of gradients held. */
    void loadHeld(Map<String, FloatPieces> values) {
        loader().load(values, name -> graph.held.orElseThrow().sums.get(name).load);
    }

    /** {@code gpu} if TensorFlow placed the weights there, else {@code cpu}. */
    String device() {
        RunOptions traced = RunOptions.newBuilder()
                .setTraceLevel(RunOptions.TraceLevel.SOFTWARE_TRACE)
                .build();
        try (Result result =
                session.runner().setOptions(traced).addTarget(graph.reset).runAndFetchMetadata()) {
            return result.getMetadata().stream()
                            .flatMap(run -> run.getStepStats().getDevStatsList().stream())
                            .anyMatch(device -> device.getDevice().contains("GPU"))
                    ? "gpu"
                    : "cpu";
        }
    }

    @Override
    public void close() {
        natives.close();
    }

    private NativeCall feed(NativeCall call, int[][] input, int[][] target, Pass pass) {
        feed(call, input, target);
        return pass.equals(Pass.PLAIN)
                ? call
                : call.feed(graph.skipped, pass.skipped()).feed(graph.dropping.seed, pass.seed());
    }

    private NativeCall feed(NativeCall call, int[][] inputs, int[][] targets) {
        return call.feed(graph.tokens, checked(inputs)).feed(graph.targets, checked(targets));
    }

    /** Refuses what does not fit the model: TensorFlow's own sentence is long, and on a GPU it says nothing. */
    private int[][] checked(int[][] rows) {
        for (int[] row : rows) {
            if (row.length != rows[0].length || row.length == 0 || row.length > contextTokens()) {
                throw new IllegalArgumentException("found sequences of " + rows[0].length + " and " + row.length
                        + " tokens, wanted equally many, from 1 to " + contextTokens());
            }
            for (int id : row) {
                if (id < 0 || id >= architecture.vocabulary()) {
                    throw new IllegalArgumentException(
                            "found token id " + id + ", wanted one of the model's " + architecture.vocabulary());
                }
            }
        }
        return rows;
    }

    private void run(Op operation) {
        try (NativeCall call = new NativeCall(session)) {
            call.target(operation).run();
        }
    }

    private WeightLoader loader() {
        return new WeightLoader(session, shared.base);
    }
}
