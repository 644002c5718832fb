package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Undo;

/**
 * One TensorFlow graph and session with a base that exists once and models that keep only what they train. Runs of
 * different models go on side by side as far as there are cores for the threads of each. Confined to one thread but for that.
 */
final class SharedGraph implements AutoCloseable {

    private static final NativeHandles HANDLES = NativeHandles.of(Ids.BACKEND);

    /** Weights and adapters by name, shared by all models. */
    final Map<String, BaseWeight> base;

    final List<ModelGraph> models;

    private final Session session;
    private final Semaphore turns;
    private final boolean alone;
    private final Undo natives;

    private SharedGraph(
            Map<String, BaseWeight> base, List<ModelGraph> models, Session session, int atOnce, Undo natives) {
        this.base = base;
        this.models = models;
        this.session = session;
        this.turns = new Semaphore(atOnce, true);
        this.alone = atOnce == 1;
        this.natives = natives;
    }

    /**
     * Builds a graph with this many models.
     *
     * @param parallelSteps see {@link #atOnce}
     * @throws BackendException if TensorFlow's native library cannot be loaded or there is nothing to train
     */
    static SharedGraph open(
            int models, Architecture architecture, Lora lora, Recipe recipe, int threads, int parallelSteps) {
        TensorFlowLibrary.load();
        try (Undo undo = new Undo()) {
            Undo natives = undo.push(new Undo());
            Graph graph = own(new Graph(), natives);
            Map<String, BaseWeight> base = base(graph, architecture, lora);
            List<ModelGraph> built = new ArrayList<>();
            for (int i = 0; i < models; i++) {
                built.add(new ModelGraph(graph, base, "model" + i, architecture, lora, recipe));
            }
            Session session = own(new Session(graph, Kernels.config(threads, recipe.device())), natives);
            int atOnce = atOnce(Runtime.getRuntime().availableProcessors(), threads, parallelSteps);
            return undo.keep(new SharedGraph(base, built, session, atOnce, natives));
        } catch (TensorFlowException failure) {
            throw new BackendException(
                    Ids.BACKEND, "TensorFlow could not build the model: " + failure.getMessage(), failure);
        }
    }

    /**
     * How many runs go on at the same time: never more than there are cores for the threads of each, which would only hold
     * more activations.
     *
     * @param parallelSteps fewer than that, 0 for as many
     */
    static int atOnce(int cores, int threads, int parallelSteps) {
        int most = Math.max(1, cores / threads);
        return parallelSteps == 0 ? most : Math.min(parallelSteps, most);
    }

    /** Adds what models share to a graph. */
    static Map<String, BaseWeight> base(Graph graph, Architecture architecture, Lora lora) {
        Map<String, long[]> shapes = new LinkedHashMap<>(architecture.parameters());
        shapes.putAll(lora.parameters(architecture));
        Ops tf = Ops.create(graph).withSubScope("base");
        Map<String, BaseWeight> base = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> base.put(name, new BaseWeight(tf, name, shape)));
        return base;
    }

    /** The pass of one of the models that generates. Thread-safe: it may have to be added while others run. */
    synchronized ModelGraph.Reading reading(ModelGraph model) {
        return model.reading();
    }

    /** The same for ranking. */
    synchronized ModelGraph.Ranking ranking(ModelGraph model) {
        return model.ranking();
    }

    /** The same for online adaptation. */
    synchronized OnlineGraph online(ModelGraph model) {
        return model.online();
    }

    /** A right to run it. */
    Lease lease() {
        return new Lease(session, turns, alone);
    }

    @Override
    public void close() {
        natives.close();
    }

    private static <T extends AutoCloseable> T own(T resource, Undo natives) {
        natives.push(resource);
        HANDLES.acquired();
        natives.push(HANDLES::released);
        return resource;
    }
}
