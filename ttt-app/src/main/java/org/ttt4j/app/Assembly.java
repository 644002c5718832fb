package org.ttt4j.app;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.Pretrainer;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selector;
import org.ttt4j.api.TestTimeTraining;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.store.IndexDirectory;

/**
 * The configured parts of one run. Each is opened when first asked for and closed, last opened first, with the
 * assembly. Confined to one thread.
 */
final class Assembly implements AutoCloseable {

    private final Configuration configuration;
    private final Backends backends;
    private final Injector injector;

    private Assembly(Configuration configuration, Backends backends, Injector injector) {
        this.configuration = configuration;
        this.backends = backends;
        this.injector = injector;
    }

    /**
     * Prepares an assembly; opens nothing yet.
     *
     * @param indexDirectory what {@code ttt index build} made, for commands that search
     * @param control cancels long openings
     */
    static Assembly open(Configuration configuration, Optional<Path> indexDirectory, RunControl control) {
        // Guice otherwise defines classes through sun.misc.Unsafe, and Java 24 and later print warnings about that.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        Backends backends = new Backends(configuration);
        return new Assembly(
                configuration,
                backends,
                Guice.createInjector(new AssemblyModule(backends, configuration, indexDirectory, control)));
    }

    Configuration configuration() {
        return configuration;
    }

    Embedder embedder() {
        return get(Embedder.class);
    }

    /** The index with exact vectors: {@link VectorIndex.Reconstruction} is always there. */
    VectorIndex index() {
        return get(VectorIndex.class);
    }

    IndexDirectory directory() {
        return get(IndexDirectory.class);
    }

    Corpus corpus() {
        return get(Corpus.class);
    }

    /** The configured selector. */
    Selector selector() {
        return get(Selector.class);
    }

    /** A further selector by id, with its own configured settings. */
    Selector selector(String id) {
        return backends.selector(id);
    }

    Trainer trainer() {
        return get(Trainer.class);
    }

    Pretrainer pretrainer() {
        return get(Pretrainer.class);
    }

    /**
     * Which documents the selector chooses from.
     *
     * @throws org.ttt4j.api.ConfigException if the index is of a metric that has no such documents
     */
    Preselection preselection() {
        return get(Preselection.class);
    }

    /** All parts joined, with the configured selector. */
    TestTimeTraining pipeline() {
        return get(TestTimeTraining.class);
    }

    /** All parts joined, with another selector. */
    TestTimeTraining pipeline(Selector selector) {
        Preselection preselection = preselection(); // refused before anything slow is opened
        return new TestTimeTraining(embedder(), index(), corpus(), selector, trainer(), preselection);
    }

    @Override
    public void close() {
        backends.close();
    }

    private <T> T get(Class<T> part) {
        try {
            return injector.getInstance(part);
        } catch (ProvisionException wrapped) {
            // What a provider threw says it all; Guice's own text is about Guice.
            if (Failures.root(wrapped) instanceof RuntimeException failure && failure != wrapped) {
                throw failure;
            }
            throw wrapped;
        }
    }
}
