package org.ttt4j.app;

import java.util.Optional;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Models;
import org.ttt4j.api.Pretrainer;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Undo;
import org.ttt4j.store.NamedEmbedder;

/**
 * Opens configured backends and closes what it opened, last first. Refuses settings that an opened backend did not
 * read. Confined to one thread.
 */
final class Backends implements AutoCloseable {

    private final Configuration configuration;
    private final Undo opened = new Undo();

    Backends(Configuration configuration) {
        this.configuration = configuration;
    }

    /** The configured embedder and its id. */
    NamedEmbedder namedEmbedder() {
        return new NamedEmbedder(configuration.chosen(Slot.EMBEDDER).provider().id(), embedder());
    }

    Embedder embedder() {
        return keep(settled(
                configuration.chosen(Slot.EMBEDDER),
                BackendProvider.OfEmbedder.class,
                (provider, settings) -> provider.open(settings)));
    }

    /** The configured selector. */
    Selector selector() {
        return selector(configuration.chosen(Slot.SELECTOR));
    }

    /** A selector by id, whatever the configuration chose. */
    Selector selector(String id) {
        return selector(configuration.named(Slot.SELECTOR, id, ""));
    }

    Trainer trainer() {
        return keep(settled(
                configuration.chosen(Slot.TRAINER),
                BackendProvider.OfTrainer.class,
                (provider, settings) -> provider.open(settings)));
    }

    /**
     * What trains models from scratch.
     *
     * @throws BackendException if the configured trainer cannot
     */
    Pretrainer pretrainer() {
        Registered chosen = configuration.chosen(Slot.TRAINER);
        Optional<Pretrainer> pretrainer = settled(
                chosen, BackendProvider.OfTrainer.class, (provider, settings) -> provider.openPretrainer(settings));
        return keep(pretrainer.orElseThrow(() -> new BackendException(
                chosen.provider().id(), "cannot train a model from scratch; choose another with ttt.trainer.use")));
    }

    /**
     * What works on checkpoints as such.
     *
     * @throws BackendException if the configured trainer cannot
     */
    Models models() {
        Registered chosen = configuration.chosen(Slot.TRAINER);
        Optional<Models> models =
                settled(chosen, BackendProvider.OfTrainer.class, (provider, settings) -> provider.openModels(settings));
        return models.orElseThrow(() -> new BackendException(
                chosen.provider().id(), "has no checkpoints to work on; choose another with ttt.trainer.use"));
    }

    /** Closes a resource together with the backends. */
    <T extends AutoCloseable> T keep(T resource) {
        return opened.push(resource);
    }

    /** Calls a provider with its settings and refuses settings that it did not read. */
    private <P extends BackendProvider, T> T settled(Registered backend, Class<P> type, Opening<P, T> opening) {
        return settled(configuration, backend, type, opening);
    }

    /** The same under a configuration of its own. */
    static <P extends BackendProvider, T> T settled(
            Configuration configuration, Registered backend, Class<P> type, Opening<P, T> opening) {
        TrackedSettings settings = configuration.settings(backend);
        T result = opening.open(type.cast(backend.provider()), settings);
        try (Undo undo = new Undo()) {
            if (result instanceof AutoCloseable closeable) {
                undo.push(closeable);
            } else if (result instanceof Optional<?> optional && optional.orElse(null) instanceof AutoCloseable inner) {
                undo.push(inner);
            }
            settings.refuseUnread(configuration.defaults());
            return undo.keep(result);
        }
    }

    @Override
    public void close() {
        opened.close();
    }

    private Selector selector(Registered backend) {
        return keep(
                settled(backend, BackendProvider.OfSelector.class, (provider, settings) -> provider.open(settings)));
    }

    /** How a provider is opened. */
    @FunctionalInterface
    interface Opening<P, T> {
        /** Opens with settings. */
        T open(P provider, Settings settings);
    }
}
