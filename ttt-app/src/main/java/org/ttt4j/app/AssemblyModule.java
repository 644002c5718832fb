package org.ttt4j.app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
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
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.NamedEmbedder;

/** How the configured parts fit together, one method per slot. Thread-safe. */
final class AssemblyModule extends AbstractModule {

    private final Backends backends;
    private final Configuration configuration;
    private final Optional<Path> indexDirectory;
    private final RunControl control;

    AssemblyModule(Backends backends, Configuration configuration, Optional<Path> indexDirectory, RunControl control) {
        this.backends = backends;
        this.configuration = configuration;
        this.indexDirectory = indexDirectory;
        this.control = control;
    }

    @Provides
    @Singleton
    Embedder embedder() {
        return backends.embedder();
    }

    @Provides
    @Singleton
    IndexDirectory indexDirectory() {
        Path directory = indexDirectory.orElseThrow(
                () -> CommandException.usage("no index directory was given, wanted one that `ttt index build` made"));
        ConfiguredIndex.demandMetric(configuration, IndexManifest.read(directory));
        return backends.keep(IndexDirectory.open(directory, configuration.app().verify(), control));
    }

    @Provides
    @Singleton
    Preselection preselection(IndexDirectory directory) {
        return configuration.preselection(directory.manifest().metric());
    }

    @Provides
    @Singleton
    VectorIndex index(IndexDirectory directory, Embedder embedder) {
        directory
                .manifest()
                .demandEmbedder(new NamedEmbedder(
                        configuration.chosen(Slot.EMBEDDER).provider().id(), embedder));
        return directory.index(ConfiguredIndex.chosen(configuration), control);
    }

    @Provides
    @Singleton
    Corpus corpus(IndexDirectory directory) {
        return directory.corpus();
    }

    @Provides
    @Singleton
    Selector selector() {
        return backends.selector();
    }

    @Provides
    @Singleton
    Trainer trainer() {
        return backends.trainer();
    }

    @Provides
    @Singleton
    Pretrainer pretrainer() {
        return backends.pretrainer();
    }

    @Provides
    @Singleton
    TestTimeTraining pipeline(
            Preselection preselection, // first: refused before anything slow is opened
            Embedder embedder,
            VectorIndex index,
            Corpus corpus,
            Selector selector,
            Trainer trainer) {
        return new TestTimeTraining(embedder, index, corpus, selector, trainer, preselection);
    }
}
