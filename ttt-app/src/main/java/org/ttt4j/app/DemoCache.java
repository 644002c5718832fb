package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.IndexPlan;
import org.ttt4j.store.IndexWriter;
import org.ttt4j.store.OnBadLine;
import org.ttt4j.store.Sha256;

/**
 * The demo's corpus and index, made by the first run and used again as long as nothing that decides them has changed.
 * Confined to one thread.
 */
final class DemoCache {

    /** Rises when the way pieces are cut changes. */
    private static final String FORMAT = "1";

    private final Path root;
    private final Invocation invocation;

    /**
     * A cache.
     *
     * @param root directory of the program's caches
     */
    DemoCache(Path root, Invocation invocation) {
        this.root = root;
        this.invocation = invocation;
    }

    /**
     * The corpus. Thread-safe.
     *
     * @param indexed file of the documents to index
     * @param heldOut file of the documents to evaluate on
     */
    record CorpusFiles(Path indexed, Path heldOut) {}

    /** The demo's corpus, made now if no earlier run has made it. */
    static CorpusFiles of(Configuration configuration, Invocation invocation) throws IOException {
        Path home = Path.of(System.getProperty("user.home"));
        DemoSettings settings =
                DemoSettings.from(configuration.settings("ttt.demo"), home, System.getenv(), System.getProperties());
        Path cache = CacheDirectory.of(configuration, System.getenv(), home);
        return new DemoCache(cache, invocation)
                .corpus(
                        DemoPlan.bundled(),
                        new MavenArtifacts(settings.maven(), settings.repository(), cache.resolve("artifacts")));
    }

    /** Reads the archives, unless an earlier run did. */
    CorpusFiles corpus(DemoPlan plan, MavenArtifacts artifacts) throws IOException {
        Path directory = root.resolve("demo").resolve("corpus-" + FORMAT + "-" + shortened(DemoPlan.bundledSha256()));
        CorpusFiles files = new CorpusFiles(directory.resolve("indexed.jsonl"), directory.resolve("heldout.jsonl"));
        if (Files.exists(files.indexed()) && Files.exists(files.heldOut())) {
            return files;
        }
        Files.createDirectories(directory);
        DemoCorpus corpus = DemoCorpus.build(
                plan,
                artifact -> artifacts.fetch(
                        MavenCoordinates.parse(artifact.coordinates()), artifact.sha256(), invocation.control()),
                invocation.control());
        DemoCorpus.write(corpus.heldOut(), files.heldOut());
        DemoCorpus.write(corpus.indexed(), files.indexed());
        return files;
    }

    /** Builds the index with the configured backends, unless an earlier run did with the same. */
    Path index(Configuration configuration, CorpusFiles corpus) throws IOException {
        SortedMap<String, String> key = new TreeMap<>(RunManifest.inUse(configuration, List.of()));
        // An index directory serves every index backend; only settings that are not the defaults ask for one of their
        // own.
        key.keySet().removeIf(name -> !name.startsWith("ttt.index.") || name.equals(Slot.INDEX.useKey()));
        key.entrySet().removeIf(entry -> isDefault(configuration, entry.getKey(), entry.getValue()));
        try (Assembly assembly = Assembly.open(configuration, Optional.empty(), invocation.control())) {
            key.put("embedder", assembly.embedder().traits().fingerprint());
        }
        key.put("corpus", Sha256.of(corpus.indexed()));
        String name = shortened(Sha256.of(key.toString().getBytes(StandardCharsets.UTF_8)));
        Path index = corpus.indexed().resolveSibling("index-" + name);
        if (!Files.exists(index)) {
            BadLines none = new BadLines(OnBadLine.FAIL);
            try (Backends backends = new Backends(configuration)) {
                IndexPlan plan = new IndexPlan(List.of(corpus.indexed()), index);
                new IndexWriter(configuration.app().indexing(), invocation.control())
                        .build(plan, backends.namedEmbedder(), ConfiguredIndex.chosen(configuration), none);
            }
        }
        return index;
    }

    private static boolean isDefault(Configuration configuration, String key, String value) {
        return configuration.defaults().hasPath(key)
                && Configuration.text(configuration.defaults().getValue(key)).equals(value);
    }

    private static String shortened(String sha256) {
        return sha256.substring(0, 12);
    }
}
