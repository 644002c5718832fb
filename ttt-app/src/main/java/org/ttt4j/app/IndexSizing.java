package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.RunControl;

/**
 * {@code --memory}, {@code --recall} and {@code --dry-run} of {@code ttt index build}: reads the corpora once before the
 * build does. Confined to one thread.
 */
final class IndexSizing {

    private static final String FAISS = "faiss";

    private final List<Path> corpora;
    private final Function<List<Shorthand>, Configuration> configurations;
    private final RunControl control;

    /**
     * Sizing.
     *
     * @param configurations the configuration with some keys set
     */
    IndexSizing(List<Path> corpora, Function<List<Shorthand>, Configuration> configurations, RunControl control) {
        this.corpora = corpora;
        this.configurations = configurations;
        this.control = control;
    }

    /**
     * Chooses a factory text of FAISS; the same corpora, embedder and arguments give the same.
     *
     * @param memory bytes the index may take when it is searched
     * @throws CommandException if another backend is configured or nothing fits
     */
    IndexAdvice advice(long memory, double recall) throws IOException {
        Configuration configuration = configurations.apply(List.of());
        demandFaiss(configuration);
        try (Backends backends = new Backends(configuration)) {
            int dimension = backends.embedder().traits().dimension();
            IndexAdvice advice = IndexAdvice.of(survey(configuration).documents(), dimension, memory, recall);
            if (!advice.fits()) {
                throw CommandException.failed("found --memory " + ByteSize.text(memory) + ", wanted at least "
                        + ByteSize.text(advice.choice().bytes()) + " for "
                        + advice.choice().factory()
                        + ", the smallest index that is known for these documents");
            }
            return advice;
        }
    }

    /**
     * What a build would take.
     *
     * @param advice what {@link #advice} chose, if it was asked
     */
    IndexEstimate estimate(Optional<IndexAdvice> advice) throws IOException {
        Configuration configuration =
                configurations.apply(advice.map(IndexAdvice::settings).orElse(List.of()));
        CorpusSurvey survey = survey(configuration);
        boolean faiss = configuration.chosen(Slot.INDEX).provider().id().equals(FAISS);
        String factory = faiss ? configuration.values().get(Slot.INDEX.path(FAISS) + ".factory") : "";
        try (Backends backends = new Backends(configuration)) {
            Embedder embedder = backends.embedder();
            Optional<IndexChoice> choice = IndexChoice.all(
                            survey.documents(), embedder.traits().dimension())
                    .stream()
                    .filter(one -> one.factory().equals(factory))
                    .findFirst();
            return IndexEstimate.of(
                    survey,
                    embedder,
                    factory,
                    choice,
                    advice.map(IndexAdvice::reasons).orElse(List.of()),
                    control);
        }
    }

    private CorpusSurvey survey(Configuration configuration) throws IOException {
        return CorpusSurvey.of(corpora, configuration.app(), control);
    }

    private static void demandFaiss(Configuration configuration) {
        String id = configuration.chosen(Slot.INDEX).provider().id();
        if (!id.equals(FAISS)) {
            throw CommandException.usage(
                    "found --memory with ttt.index.use = " + id + ", wanted faiss: the option chooses a factory text");
        }
    }
}
