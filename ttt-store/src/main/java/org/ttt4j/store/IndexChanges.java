package org.ttt4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;

/**
 * Changes of an index directory: documents are added or deleted, deleted ones are removed for good. Each is published at
 * once; see {@link IndexUpdate}. Every backend that the index has is built anew from the vectors, with the settings it
 * was built with. Confined to one thread.
 */
public final class IndexChanges {

    private final IndexSettings settings;
    private final RunControl control;

    /**
     * Changes with some settings.
     *
     * @param settings their metric is not looked at: an index keeps its own
     * @param control looked at between batches, and told how far the work is
     */
    public IndexChanges(IndexSettings settings, RunControl control) {
        this.settings = settings;
        this.control = control;
    }

    /**
     * Appends the documents of corpora; their ids follow those that are there. A run that was stopped or killed leaves
     * its work below the directory, and the next run with the same corpora goes on with it.
     *
     * @param directory of the index
     * @param corpora files of JSON lines, in the order of ids
     * @param embedder the one that made the vectors that are there
     * @param backends finds those that the index has
     * @param bad told about lines that cannot be used
     * @return the manifest of the changed directory
     * @throws StoreException if the embedder is another one, or there is no document
     */
    public IndexManifest add(
            Path directory, List<Path> corpora, NamedEmbedder embedder, IndexBackends backends, BadLines bad) {
        IndexPlan.demandThere(corpora);
        try (IndexUpdate update = IndexUpdate.begin(directory, "index add")) {
            update.before().demandEmbedder(embedder);
            Embedder.Traits traits = embedder.embedder().traits();
            Path staging = directory.resolve(StagedDirectory.ADD);
            TextFormat texts = settings.texts().over(update.before().texts());
            BuildIdentity identity = BuildIdentity.of(corpora, embedder.id(), traits, texts, settings.maxLineBytes());
            if (update.isOf(identity)) {
                return update.before(); // killed after the documents were published: they are not added twice
            }
            StagedDirectory staged = StagedDirectory.open(staging, identity, texts, settings, control);
            try {
                long count = staged.read(corpora, bad);
                staged.embed(embedder.embedder());
                IndexManifest before = update.before();
                return publish(directory, update, staging, before.segments(), count, before.deleted(), backends);
            } finally {
                if (staged.progress().documents() == 0) {
                    Durable.delete(staging);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes documents: no search finds them any more, whoever has the index open still does.
     *
     * @param directory of the index
     * @param ids ids of the index; those that are deleted already change nothing
     * @param sources all documents of these sources, see {@link CorpusDocument#source()}, pieces among them
     * @return the manifest of the directory, the one before if nothing changed
     * @throws StoreException if the index has no such id, or no document of a source
     */
    public IndexManifest delete(Path directory, IdSet ids, Set<String> sources) {
        try (IndexUpdate update = IndexUpdate.begin(directory, "index delete")) {
            IndexManifest before = update.before();
            long[] wanted = ids.toArray();
            if (wanted.length > 0 && wanted[wanted.length - 1] >= before.count()) {
                throw new StoreException(directory + ": found no document " + wanted[wanted.length - 1]
                        + ", wanted ids in [0, " + before.count() + ")");
            }
            IdSet deleted = DeletedIds.read(directory, before).union(ids).union(ofSources(directory, sources));
            if (deleted.size() == before.deleted().count()) {
                return before;
            }
            String file = update.name() + "/" + DeletedIds.FILE;
            DeletedIds.write(directory.resolve(file), deleted);
            SortedMap<String, IndexManifest.FileEntry> files = new TreeMap<>(before.files());
            files.remove(before.deleted().file());
            files.putAll(IndexFiles.describe(directory, update.name(), control));
            IndexManifest after = IndexManifest.of(
                    update.generation(),
                    IndexWriter.now(),
                    before.embedder(),
                    before.spec(),
                    before.segments(),
                    new IndexManifest.Deleted(file, deleted.size()),
                    before.backends(),
                    files);
            update.publish(after);
            return after;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the documents that are not deleted as one segment and numbers them anew. An index of one segment without
     * deleted documents stays as it is, but files that nobody needs any more are removed. What a run that was stopped or
     * killed leaves below the directory is what the next one goes on with, unless the index was changed in between.
     *
     * @param directory of the index
     * @param backends finds those that the index has
     * @return the manifest of the directory
     */
    public IndexManifest compact(Path directory, IndexBackends backends) {
        try (IndexUpdate update = IndexUpdate.begin(directory, BuildIdentity.COMPACTION)) {
            IndexManifest before = update.before();
            TextFormat texts = settings.texts().over(before.texts());
            boolean compact = before.segments().size() == 1 && before.deleted().count() == 0;
            if (compact && before.texts() == texts) {
                return before;
            }
            BuildIdentity identity = BuildIdentity.ofCopy(BuildIdentity.COMPACTION, List.of(before), texts);
            Path staging = directory.resolve(StagedDirectory.COMPACT);
            if (!identity.left(staging)) {
                Durable.delete(staging);
            }
            try (IndexDirectory opened = IndexDirectory.open(directory, settings.verify(), control)) {
                StagedDirectory staged = StagedDirectory.open(staging, identity, texts, settings, control);
                try {
                    long count = staged.copy(List.of(opened));
                    return publish(directory, update, staging, List.of(), count, IndexManifest.Deleted.NONE, backends);
                } finally {
                    if (staged.progress().documents() == 0) {
                        Durable.delete(staging);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Remembers search parameters for a backend that the index has: stronger than defaults, weaker than what the user sets.
     *
     * @param directory of the index
     * @param generation of the manifest that the parameters were found for
     * @param backend its id
     * @param parameters by name of the setting below {@code ttt.index.<id>}
     * @return the manifest of the changed directory
     * @throws StoreException if the index was changed since
     */
    public IndexManifest tune(Path directory, long generation, String backend, Map<String, String> parameters) {
        try (IndexUpdate update = IndexUpdate.begin(directory, "index tune")) {
            if (update.before().generation() != generation) {
                throw new StoreException(
                        directory + ": was changed while it was tuned, wanted the same index: try again");
            }
            IndexManifest after = update.before().tuned(backend, parameters);
            update.publish(after);
            return after;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looked for under the lock: ids change when the index is compacted. */
    private IdSet ofSources(Path directory, Set<String> sources) {
        if (sources.isEmpty()) {
            return IdSet.EMPTY;
        }
        Set<String> missing = new TreeSet<>(sources);
        LongStream.Builder found = LongStream.builder();
        try (IndexDirectory opened = IndexDirectory.open(directory, settings.verify(), control)) {
            StoredCorpus.Scan scan = opened.documents().scan();
            long count = opened.corpus().size();
            for (long id = 0; id < count; id++) {
                control.checkCancelled();
                String source = scan.document(id).source();
                int piece = source.lastIndexOf('#');
                String whole = piece > 0 ? source.substring(0, piece) : source;
                if (sources.contains(source) || sources.contains(whole)) {
                    found.add(id);
                    missing.remove(source);
                    missing.remove(whole);
                }
                control.report(new Progress.Advanced("look", id + 1, count));
            }
        }
        if (!missing.isEmpty()) {
            throw new StoreException(directory + ": found no document of the source "
                    + missing.iterator().next() + ", wanted at least one");
        }
        return IdSet.of(found.build().toArray());
    }

    /** Adds a segment that was staged to some that are there, builds the backends, or goes on with that, and publishes. */
    private IndexManifest publish(
            Path directory,
            IndexUpdate update,
            Path staging,
            List<IndexManifest.Segment> kept,
            long count,
            IndexManifest.Deleted deleted,
            IndexBackends backends)
            throws IOException {
        IndexManifest before = update.before();
        StagedDirectory.keepBackends(staging, before.backends().keySet());
        // From here to the new manifest a kill leaves a directory that the next run takes back; see IndexUpdate.
        Files.move(staging, directory.resolve(update.name()));
        IndexManifest.Segment fresh = new IndexManifest.Segment(update.name(), count);
        List<IndexManifest.Segment> segments = new ArrayList<>(kept);
        segments.add(fresh);
        IndexSpec spec = new IndexSpec(
                before.dimension(),
                segments.stream().mapToLong(IndexManifest.Segment::count).sum(),
                before.metric(),
                before.embedderFingerprint());
        SortedMap<String, IndexManifest.FileEntry> files = IndexFiles.describeSegment(directory, fresh, control);
        for (String file : before.files().keySet()) {
            boolean stays = kept.stream().anyMatch(segment -> segment.owns(file))
                    || (deleted.count() > 0 && file.equals(deleted.file()));
            if (stays) {
                files.put(file, before.files().get(file));
            }
        }
        Map<String, IndexManifest.Backend> built = backends(directory, update, segments, spec, files, backends);
        for (IndexManifest.Backend backend : built.values()) {
            files.putAll(IndexFiles.describe(directory, backend.directory(), control));
        }
        IndexManifest after = IndexManifest.of(
                update.generation(), IndexWriter.now(), before.embedder(), spec, segments, deleted, built, files);
        update.publish(after);
        StagedDirectory.complete(directory.resolve(update.name()));
        return after;
    }

    private Map<String, IndexManifest.Backend> backends(
            Path directory,
            IndexUpdate update,
            List<IndexManifest.Segment> segments,
            IndexSpec spec,
            Map<String, IndexManifest.FileEntry> files,
            IndexBackends backends)
            throws IOException {
        Map<String, IndexManifest.Backend> built = new TreeMap<>();
        String sums = segments.stream()
                .map(segment -> files.get(segment.path(IndexManifest.VECTORS)).sha256())
                .collect(Collectors.joining("\n", "\n", ""));
        try (Undo opened = new Undo()) {
            List<VectorFile> vectors = new ArrayList<>();
            for (IndexManifest.Segment segment : segments) {
                Path file = directory.resolve(segment.path(IndexManifest.VECTORS));
                vectors.add(opened.push(VectorFile.open(file, spec.dimension(), segment.count(), FileOpening.AS_IS)));
            }
            StoredVectors all = new StoredVectors(vectors, spec.dimension());
            for (Map.Entry<String, IndexManifest.Backend> had :
                    update.before().backends().entrySet()) {
                String place = update.name() + "/" + had.getKey();
                IndexBackend backend =
                        backends.named(had.getKey()).recalling(had.getValue().settings());
                built.put(
                        had.getKey(),
                        new IndexBackendFiles(backend, directory.resolve(place), spec)
                                .resume(all, sums, settings.checkpointSeconds(), control)
                                .at(place)
                                .tuned(had.getValue().tuned()));
            }
        }
        return built;
    }
}
