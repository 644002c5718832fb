package org.ttt4j.store;

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
import java.util.stream.Collectors;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;

/**
 * Builds an index directory as {@code NAME.building} and renames it when it is complete, so that whatever has the name
 * can be opened. What is left of a build that was stopped or killed is what the next run of the same command goes on
 * with. Confined to one thread.
 */
public final class IndexWriter {

    private static final String SUFFIX = ".building";
    static final String FIRST = "g1";

    private final IndexSettings settings;
    private final RunControl control;

    /**
     * A writer of new index directories.
     *
     * @param settings the metric and the form of the texts among them
     * @param control is told about the stages {@code read}, {@code embed} and {@code index}; a cancelled build can go
     *     on later
     */
    public IndexWriter(IndexSettings settings, RunControl control) {
        this.settings = settings;
        this.control = control;
    }

    /**
     * {@return where an unfinished build is: beside the directory, whether there is one or not}
     *
     * @param out the directory that it is to become
     */
    public static Path unfinished(Path out) {
        Path absolute = out.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + SUFFIX);
    }

    /** Now, as manifests have it. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Builds with an embedder and an index backend, or goes on with what an earlier run left.
     *
     * @param plan the corpora and the directory to create
     * @param embedder makes the vectors
     * @param backend searches them; others can be put on the finished directory
     * @param bad told about lines that cannot be used
     * @return the manifest of the finished directory
     * @throws StoreException if the directory exists, if the corpora hold no document, or if another build left
     *     something at the same place
     */
    public IndexManifest build(IndexPlan plan, NamedEmbedder embedder, IndexBackend backend, BadLines bad) {
        Path out = plan.out();
        try {
            Path building = unfinished(out);
            plan.demandPossible();
            if (!Files.isDirectory(building.getParent())) {
                throw new NoSuchFileException(building.getParent().toString());
            }
            BuildIdentity identity = BuildIdentity.of(
                    plan.corpora(),
                    embedder.id(),
                    embedder.embedder().traits(),
                    settings.texts().over(TextFormat.PLAIN),
                    settings.maxLineBytes());
            if (identity.left(out.resolve(FIRST))) {
                return completed(out); // killed after the directory got its name
            }
            IndexPlan.demandFree(out);
            Files.createDirectories(building);
            try (DirectoryLock lock = DirectoryLock.take(building, "index build")) {
                IndexManifest manifest = write(plan, building, identity, embedder, backend, bad);
                Durable.publish(building, out);
                lock.moved(out);
                StagedDirectory.complete(out.resolve(FIRST));
                return manifest;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a build of which only the traces have to be removed. */
    private static IndexManifest completed(Path out) throws IOException {
        DirectoryLock lock = DirectoryLock.take(out, "index build");
        try {
            StagedDirectory.complete(out.resolve(FIRST));
            return IndexFiles.readManifest(out);
        } finally {
            lock.close();
        }
    }

    private IndexManifest write(
            IndexPlan plan,
            Path building,
            BuildIdentity identity,
            NamedEmbedder embedder,
            IndexBackend backend,
            BadLines bad)
            throws IOException {
        Path segment = building.resolve(FIRST);
        boolean found = Files.exists(segment);
        StagedDirectory staged = null;
        try {
            IndexPlan.demandFree(plan.out());
            staged =
                    StagedDirectory.open(segment, identity, settings.texts().over(TextFormat.PLAIN), settings, control);
            long count = staged.read(plan.corpora(), bad);
            staged.embed(embedder.embedder());
            Embedder.Traits traits = embedder.embedder().traits();
            IndexSpec spec = new IndexSpec(traits.dimension(), count, settings.metric(), traits.fingerprint());
            return complete(building, embedder.id(), spec, List.of(backend), settings.checkpointSeconds(), control);
        } catch (RuntimeException | IOException failed) {
            boolean worthless = staged == null ? !found : staged.progress().documents() == 0;
            if (worthless) {
                Durable.delete(building);
            }
            throw failed;
        }
    }

    /**
     * Builds the backends' files from a finished segment {@code g1}, or goes on with that, and writes the manifest. What
     * other backends left there is removed.
     *
     * @param checkpointSeconds work of a backend that may be lost
     */
    static IndexManifest complete(
            Path building,
            String embedder,
            IndexSpec spec,
            List<IndexBackend> backends,
            double checkpointSeconds,
            RunControl control)
            throws IOException {
        IndexManifest.Segment segment = new IndexManifest.Segment(FIRST, spec.size());
        Path vectorFile = building.resolve(segment.path(IndexManifest.VECTORS));
        SortedMap<String, IndexManifest.FileEntry> entries = new TreeMap<>();
        Map<String, IndexManifest.Backend> built = new TreeMap<>();
        StagedDirectory.keepBackends(
                building.resolve(FIRST), backends.stream().map(IndexBackend::id).collect(Collectors.toSet()));
        try (VectorFile vectors = VectorFile.open(vectorFile, spec.dimension(), spec.size(), FileOpening.AS_IS)) {
            StoredVectors all = new StoredVectors(List.of(vectors), spec.dimension());
            for (IndexBackend backend : backends) {
                String place = segment.path(backend.id());
                built.put(
                        backend.id(),
                        new IndexBackendFiles(backend, building.resolve(place), spec)
                                .resume(all, "", checkpointSeconds, control)
                                .at(place));
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
}
