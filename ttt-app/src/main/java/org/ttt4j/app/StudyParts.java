package org.ttt4j.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.NamedEmbedder;
import org.ttt4j.store.Sha256;

/**
 * What the arms of a study share, opened once for all of them: embedders, index directories, indexes and selectors.
 * Trainers are not here: one is open at a time. Closes, last first, with itself. Confined to one thread.
 */
final class StudyParts implements AutoCloseable {

    private final StudyData data;
    private final StudyCorpus corpus;
    private final Path place;
    private final Invocation invocation;
    private final Undo opened = new Undo();
    private final Map<String, Embedder> embedders = new HashMap<>();
    private final Map<Path, IndexDirectory> directories = new HashMap<>();
    private final Map<String, VectorIndex> indexes = new HashMap<>();
    private final Map<String, Selector> selectors = new HashMap<>();

    /**
     * Nothing is opened yet.
     *
     * @param corpus where documents come from
     * @param place where indexes are built that are not there
     */
    StudyParts(StudyData data, StudyCorpus corpus, Path place, Invocation invocation) {
        this.data = data;
        this.corpus = corpus;
        this.place = place;
        this.invocation = invocation;
    }

    /** What an arm searches with. */
    Retriever retriever(StudyRun run, int mostNeighbors) {
        Configuration configuration = run.configuration();
        ArmOptions options = run.arm().options();
        String embedderKey = part(configuration, Slot.EMBEDDER);
        Embedder embedder = embedders.computeIfAbsent(
                embedderKey, key -> opened.push(new Backends(configuration)).embedder());
        IndexDirectory directory = directory(configuration);
        directory
                .manifest()
                .demandEmbedder(new NamedEmbedder(
                        configuration.chosen(Slot.EMBEDDER).provider().id(), embedder));
        String indexKey = directory.path() + "\n" + part(configuration, Slot.INDEX);
        VectorIndex whole = indexes.computeIfAbsent(indexKey, key -> index(configuration, directory));
        AppSettings app = configuration.app();
        int candidates = Math.max(app.candidates(), mostNeighbors);
        String embedding = embedderKey + "\n" + options.splitText();
        String key = String.join(
                "\n",
                indexKey,
                embedding,
                String.valueOf(options.share()),
                app.preselection().toString(),
                String.valueOf(candidates),
                app.exclude().toString());
        return new Retriever(
                key,
                embedding,
                embedder,
                PartOfIndex.of(whole, options.share()),
                directory.corpus(),
                configuration.preselection(directory.manifest().metric()),
                candidates,
                app.exclude(),
                options.splitText());
    }

    /** The selector of a run. */
    Selector selector(StudyRun run) {
        return selectors.computeIfAbsent(
                part(run.configuration(), Slot.SELECTOR),
                key -> opened.push(new Backends(run.configuration())).selector());
    }

    /** The index directory of a configuration, made if it is not there. */
    IndexDirectory directory(Configuration configuration) {
        Path path = data.index().orElseGet(() -> made(configuration));
        return directories.computeIfAbsent(
                path,
                absent -> opened.push(
                        IndexDirectory.open(path, configuration.app().verify(), invocation.control())));
    }

    private Path made(Configuration configuration) {
        try {
            return corpus.index(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stored index, or one of its own beside the results where the study asks for other settings. */
    private VectorIndex index(Configuration configuration, IndexDirectory directory) {
        ConfiguredIndex backend = ConfiguredIndex.chosen(configuration);
        Optional<IndexManifest.Backend> stored =
                Optional.ofNullable(directory.manifest().backends().get(backend.id()));
        if (stored.isEmpty() || !differs(configuration, backend, stored.orElseThrow())) {
            return directory.index(backend, invocation.control());
        }
        String name = Sha256.of((directory.manifest().contentHash() + backend.id() + backend.settings())
                        .getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
        return directory.index(backend, place.resolve(backend.id() + "-" + name), invocation.control());
    }

    /** Whether somebody set something that the stored index was not built with; defaults alone ask for nothing. */
    private static boolean differs(Configuration configuration, ConfiguredIndex backend, IndexManifest.Backend stored) {
        SortedMap<String, String> wanted = new TreeMap<>(backend.settings());
        String path = Slot.INDEX.path(backend.id()) + ".";
        wanted.keySet().removeIf(key -> configuration.isDefault(path + key));
        return !stored.settings().entrySet().containsAll(wanted.entrySet());
    }

    private static String part(Configuration configuration, Slot slot) {
        return ArmPlan.part(
                configuration, slot, configuration.chosen(slot).provider().id());
    }

    /** Fingerprints of the directories in use. */
    List<String> fingerprints() {
        return directories.values().stream()
                .map(directory -> directory.manifest().contentHash())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        opened.close();
    }
}
