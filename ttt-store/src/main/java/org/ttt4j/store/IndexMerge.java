package org.ttt4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;

/** Makes one index of several: documents and vectors are copied, nothing is embedded. Confined to one thread. */
public final class IndexMerge {

    private final IndexSettings settings;
    private final RunControl control;

    /**
     * A merge with some settings.
     *
     * @param settings their metric is not looked at: indexes keep their own
     * @param control looked at between batches, and told how far the work is
     */
    public IndexMerge(IndexSettings settings, RunControl control) {
        this.settings = settings;
        this.control = control;
    }

    /**
     * Merges; the backends are those of the first index, with the settings they were built with. What is left of a merge
     * that was stopped or killed is what the next one of the same indexes goes on with.
     *
     * @param sources at least one index; ids follow their order
     * @param out directory to create
     * @param backends finds those that the first index has
     * @return the manifest of the new directory
     * @throws StoreException if embedder, dimension or metric differ, or {@code out} exists, or another build left
     *     something at the same place
     */
    public IndexManifest merge(List<Path> sources, Path out, IndexBackends backends) {
        IndexPlan.demandFree(out);
        try (Undo opened = new Undo()) {
            List<IndexDirectory> all = new ArrayList<>();
            for (Path source : sources) {
                IndexDirectory directory = opened.push(IndexDirectory.open(source, settings.verify(), control));
                all.add(directory);
                demandSame(all.get(0), directory);
            }
            Path building = IndexWriter.unfinished(out);
            if (!Files.isDirectory(building.getParent())) {
                throw new NoSuchFileException(building.getParent().toString());
            }
            Files.createDirectories(building);
            try (DirectoryLock lock = DirectoryLock.take(building, "index merge")) {
                IndexPlan.demandFree(out);
                IndexManifest manifest = write(all, building, backends);
                Durable.publish(building, out);
                lock.moved(out);
                StagedDirectory.complete(out.resolve(IndexWriter.FIRST));
                return manifest;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IndexManifest write(List<IndexDirectory> sources, Path building, IndexBackends backends)
            throws IOException {
        IndexManifest first = sources.get(0).manifest();
        List<IndexBackend> had = new ArrayList<>();
        first.backends().forEach((id, backend) -> had.add(backends.named(id).recalling(backend.settings())));
        TextFormat texts = settings.texts().over(first.texts());
        List<IndexManifest> manifests =
                sources.stream().map(IndexDirectory::manifest).toList();
        BuildIdentity identity = BuildIdentity.ofCopy("index merge", manifests, texts);
        Path segment = building.resolve(IndexWriter.FIRST);
        boolean found = Files.exists(segment);
        StagedDirectory staged = null;
        try {
            staged = StagedDirectory.open(segment, identity, texts, settings, control);
            long count = staged.copy(sources);
            IndexSpec spec = new IndexSpec(first.dimension(), count, first.metric(), first.embedderFingerprint());
            return IndexWriter.complete(building, first.embedder(), spec, had, settings.checkpointSeconds(), control);
        } catch (RuntimeException | IOException failed) {
            boolean worthless = staged == null ? !found : staged.progress().documents() == 0;
            if (worthless) {
                Durable.delete(building);
            }
            throw failed;
        }
    }

    private static void demandSame(IndexDirectory first, IndexDirectory other) {
        String wanted = madeBy(first.manifest());
        String found = madeBy(other.manifest());
        if (!found.equals(wanted)) {
            throw new StoreException(
                    other.path() + ": found " + found + ", wanted " + wanted + " as " + first.path() + " has");
        }
    }

    private static String madeBy(IndexManifest manifest) {
        return "embedder " + manifest.embedder() + " " + manifest.embedderFingerprint() + ", d = "
                + manifest.dimension() + ", metric "
                + manifest.metric().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
