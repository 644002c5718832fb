package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.IndexPlan;
import org.ttt4j.store.IndexWriter;
import org.ttt4j.store.Sha256;

/**
 * Where a study's documents and indexes come from: files, an index directory, or what {@code ttt demo} keeps. Confined to
 * one thread.
 */
final class StudyCorpus {

    private final StudyData data;
    private final Path place;
    private final Invocation invocation;
    private Optional<DemoCache> cache = Optional.empty();
    private Optional<DemoCache.CorpusFiles> demo = Optional.empty();

    /**
     * A corpus.
     *
     * @param place where indexes of its files are built
     */
    StudyCorpus(StudyData data, Path place, Invocation invocation) {
        this.data = data;
        this.place = place;
        this.invocation = invocation;
    }

    /** The file of documents to evaluate on. */
    Path test(Configuration configuration) throws IOException {
        return data.test().isPresent()
                ? data.test().orElseThrow()
                : demo(configuration).heldOut();
    }

    private DemoCache.CorpusFiles demo(Configuration configuration) throws IOException {
        if (demo.isEmpty()) {
            DemoSettings settings = DemoSettings.from(
                    configuration.settings("ttt.demo"), home(), System.getenv(), System.getProperties());
            Path root = CacheDirectory.of(configuration, System.getenv(), home());
            cache = Optional.of(new DemoCache(root, invocation));
            demo = Optional.of(cache.orElseThrow()
                    .corpus(
                            DemoPlan.bundled(),
                            new MavenArtifacts(settings.maven(), settings.repository(), root.resolve("artifacts"))));
        }
        return demo.orElseThrow();
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }

    /** An index directory of the corpus with the configured embedder, built if there is none yet. */
    Path index(Configuration configuration) throws IOException {
        if (data.demo()) {
            DemoCache.CorpusFiles files = demo(configuration);
            // One directory serves every index backend: what differs in the backend's own settings is built beside it.
            return cache.orElseThrow().index(ofIndexDefaults(configuration), files);
        }
        SortedMap<String, String> key = new TreeMap<>();
        key.put(
                "embedder",
                ArmPlan.part(
                        configuration,
                        Slot.EMBEDDER,
                        configuration.chosen(Slot.EMBEDDER).provider().id()));
        key.put("metric", configuration.app().metric().toString());
        for (Path file : data.corpus()) {
            key.put("file " + file, Sha256.of(file));
        }
        String name = Sha256.of(key.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
        Path index = place.resolve("corpus-" + name);
        if (!Files.exists(index)) {
            Files.createDirectories(place);
            invocation.note("ttt: index of " + data.corpus() + " ...");
            BadLines bad = new BadLines(configuration.app().onBadLine());
            try (Backends backends = new Backends(configuration)) {
                new IndexWriter(configuration.app().indexing(), invocation.control())
                        .build(
                                new IndexPlan(data.corpus(), index),
                                backends.namedEmbedder(),
                                ConfiguredIndex.chosen(configuration),
                                bad);
            }
        }
        return index;
    }

    private static Configuration ofIndexDefaults(Configuration configuration) {
        String path =
                Slot.INDEX.path(configuration.chosen(Slot.INDEX).provider().id()) + ".";
        Configuration plain = configuration;
        for (String key : configuration.values().keySet()) {
            if (key.startsWith(path) && configuration.defaults().hasPath(key)) {
                plain = plain.with(
                        key, Configuration.text(configuration.defaults().getValue(key)), "default");
            }
        }
        return plain;
    }
}
