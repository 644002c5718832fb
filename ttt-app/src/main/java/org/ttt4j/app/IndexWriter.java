package org.ttt4j.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;

/**
 * Builds an index directory as {@code NAME.building} and renames it when it is complete, so that whatever has the name
 * can be opened. What is left of a build that was stopped or killed is what the next run of the same command goes on
 * with. Confined to one thread.
 */
final class IndexWriter {

    private static final String SUFFIX = ".building";
    static final String FIRST = "g1";

    private final Configuration configuration;
    private final AppSettings settings;
    private final RunControl control;

    IndexWriter(Configuration configuration, RunControl control) {
        this.configuration = configuration;
        this.settings = configuration.app();
        this.control = control;
    }

    /** Where an unfinished build is. */
    static Path unfinished(Path out) {
        Path absolute = out.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + SUFFIX);
    }

    /** Now, as manifests have it. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Builds with the configured embedder and index backend, or goes on with what an earlier run left.
     *
     * @param bad told about lines that cannot be used
     * @return the manifest of the finished directory
     * @throws CommandException if the directory exists, if the corpora hold no document, or if another build left
     *     something at the same place
     */
    IndexManifest build(IndexPlan plan, BadLines bad) {
        Path out = plan.out();
        demandFree(out);
        demandThere(plan.corpora());
        try (Backends backends = new Backends(configuration)) {
            IndexBackendFiles files = new IndexBackendFiles(backends, configuration);
            Embedder embedder = backends.embedder();
            Path building = unfinished(out);
            if (!Files.isDirectory(building.getParent())) {
                throw new NoSuchFileException(building.getParent().toString());
            }
            BuildIdentity identity = BuildIdentity.of(
                    plan.corpora(),
                    configuration.chosen(Slot.EMBEDDER).provider().id(),
                    embedder.traits(),
                    settings.texts().over(TextFormat.PLAIN),
                    settings.maxLineBytes());
            Files.createDirectories(building);
            try (DirectoryLock lock = DirectoryLock.take(building, "index build")) {
                IndexManifest manifest = write(plan, building, identity, files, embedder, bad);
                Durable.publish(building, out);
                lock.moved(out);
                StagedDirectory.complete(out.resolve(FIRST));
                return manifest;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses corpora that are not there. */
    static void demandThere(List<Path> corpora) {
        for (Path corpus : corpora) {
            if (!Files.exists(corpus)) {
                throw CommandException.failed(corpus + ": no such file or directory");
            }
        }
    }

    private IndexManifest write(
            IndexPlan plan,
            Path building,
            BuildIdentity identity,
            IndexBackendFiles files,
            Embedder embedder,
            BadLines bad)
            throws IOException {
        Path segment = building.resolve(FIRST);
        boolean found = Files.exists(segment);
        StagedDirectory staged = null;
        try {
            demandFree(plan.out());
            staged =
                    StagedDirectory.open(segment, identity, settings.texts().over(TextFormat.PLAIN), settings, control);
            long count = staged.read(plan.corpora(), bad);
            staged.embed(embedder);
            int dimension = embedder.traits().dimension();
            String fingerprint = embedder.traits().fingerprint();
            IndexSpec spec = new IndexSpec(dimension, count, settings.metric(), fingerprint);
            String id = configuration.chosen(Slot.EMBEDDER).provider().id();
            return complete(building, id, spec, List.of(files), control);
        } catch (RuntimeException | IOException failed) {
            boolean worthless = staged == null ? !found : staged.progress().documents() == 0;
            if (worthless) {
                Durable.delete(building);
            }
            throw failed;
        }
    }

    /** Builds the backends' files from a finished segment {@code g1} and writes the manifest. */
    static IndexManifest complete(
            Path building, String embedder, IndexSpec spec, List<IndexBackendFiles> backends, RunControl control)
            throws IOException {
        IndexManifest.Segment segment = new IndexManifest.Segment(FIRST, spec.size());
        Path vectorFile = building.resolve(segment.path(IndexManifest.VECTORS));
        SortedMap<String, IndexManifest.FileEntry> entries = new TreeMap<>();
        Map<String, IndexManifest.Backend> built = new TreeMap<>();
        try (VectorFile vectors = VectorFile.open(vectorFile, spec.dimension(), spec.size(), FileOpening.AS_IS)) {
            StoredVectors all = new StoredVectors(List.of(vectors), spec.dimension());
            for (IndexBackendFiles files : backends) {
                String place = segment.path(files.id());
                built.put(
                        files.id(),
                        files.build(building.resolve(place), spec, all, control).at(place));
                entries.putAll(IndexFiles.describe(building, place, control));
            }
        }
        entries.putAll(IndexFiles.describeSegment(building, segment, control));
        Durable.forceTree(building);
        IndexManifest manifest = IndexManifest.of(
                1, now(), embedder, spec, List.of(segment), IndexManifest.Deleted.NONE, built, entries);
        IndexFiles.writeManifest(building, manifest);
        control.checkCancelled();
        return manifest;
    }

    /** Refuses to write where something is. */
    static void demandFree(Path out) {
        if (Files.exists(out)) {
            throw CommandException.failed(out + ": exists already, wanted the name of a directory to create");
        }
    }
}
