package org.ttt4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;

/**
 * An opened index directory: {@code manifest.json}, documents and their exact vectors in one or more segments, and one
 * directory per backend. It stays as it is while others change the directory. Confined to one thread; the corpus and the
 * index it gives are not.
 */
public final class IndexDirectory implements AutoCloseable {

    private static final int TRIES = 5;

    private final Path path;
    private final Parts parts;
    private final Undo opened;
    private IndexManifest manifest;

    private IndexDirectory(Path path, IndexManifest manifest, Parts parts, Undo opened) {
        this.path = path;
        this.manifest = manifest;
        this.parts = parts;
        this.opened = opened;
    }

    private record Parts(StoredCorpus corpus, StoredVectors vectors, IdSet deleted) {}

    /**
     * Opens and verifies.
     *
     * @param directory of the index
     * @param verify when the checksums of the files are compared; sizes always are
     * @param control is told about the stage {@code verify}, in bytes
     * @return the directory as it is now, which the caller closes
     * @throws StoreException if the directory is no index or is damaged
     */
    public static IndexDirectory open(Path directory, Verify verify, RunControl control) {
        IndexManifest manifest = IndexFiles.readManifest(directory);
        for (int attempt = 1; ; attempt++) {
            try {
                return open(directory, manifest, verify, control);
            } catch (IOException | StoreException failed) {
                // Files that are gone belonged to a manifest that has been replaced since it was read.
                IndexManifest now = IndexFiles.readManifest(directory);
                if (attempt == TRIES || now.generation() == manifest.generation()) {
                    throw failed instanceof StoreException sentence
                            ? sentence
                            : new UncheckedIOException((IOException) failed);
                }
                manifest = now;
            }
        }
    }

    private static IndexDirectory open(Path directory, IndexManifest manifest, Verify verify, RunControl control)
            throws IOException {
        IndexFiles.verify(directory, manifest, verify, control);
        boolean lazy = verify.of(manifest.bytes()) == Verify.LAZY;
        Undo opened = new Undo();
        try (Undo undo = new Undo()) {
            undo.push(opened);
            FileOpening opening = file -> listed(directory, manifest, file, lazy, opened);
            List<CorpusFile> texts = new ArrayList<>();
            List<VectorFile> vectors = new ArrayList<>();
            for (IndexManifest.Segment segment : manifest.segments()) {
                Path place = directory.resolve(segment.directory());
                TextFormat format = segment.texts(manifest.files());
                texts.add(opened.push(CorpusFile.open(place, segment.count(), format, opening)));
                Path file = place.resolve(IndexManifest.VECTORS);
                vectors.add(opened.push(VectorFile.open(file, manifest.dimension(), segment.count(), opening)));
            }
            IdSet deleted = DeletedIds.read(directory, manifest);
            Parts parts = new Parts(new StoredCorpus(texts), new StoredVectors(vectors, manifest.dimension()), deleted);
            return undo.keep(new IndexDirectory(directory, manifest, parts, opened));
        }
    }

    private static MappedFile listed(Path directory, IndexManifest manifest, Path file, boolean lazy, Undo opened)
            throws IOException {
        String name = directory.relativize(file).toString().replace('\\', '/');
        Map<String, IndexManifest.FileEntry> files = manifest.files();
        long bytes = files.get(name).bytes();
        boolean watched = lazy && files.containsKey(name + BlockSums.SUFFIX);
        Optional<BlockSums> sums = watched ? Optional.of(opened.push(BlockSums.open(file, bytes))) : Optional.empty();
        return MappedFile.open(file, bytes, sums);
    }

    /** {@return where it is, as it was opened} */
    public Path path() {
        return path;
    }

    /** {@return what it says about itself, as of when it was opened or a backend was built here} */
    public IndexManifest manifest() {
        return manifest;
    }

    /** {@return the documents, deleted ones included; closed with the directory} */
    public Corpus corpus() {
        return parts.corpus();
    }

    StoredCorpus documents() {
        return parts.corpus();
    }

    /** {@return the vectors of all documents, deleted ones included; closed with the directory} */
    public StoredVectors vectors() {
        return parts.vectors();
    }

    /** {@return the documents that no search finds} */
    public IdSet deleted() {
        return parts.deleted();
    }

    /**
     * Opens a backend's index; a backend that has no files here yet gets them built from the vectors, kept in the directory
     * if it can be written to. The index gives exact vectors back whatever the backend does, and never finds a deleted
     * document; it is closed with the directory.
     *
     * @param backend opens its files, with the search parameters that {@link IndexChanges#tune} left
     * @param control is told about the stage {@code index}, if it has to build
     * @return the opened index
     * @throws org.ttt4j.api.BackendException if the backend's files cannot be opened or built
     */
    public VectorIndex index(IndexBackend backend, RunControl control) {
        IndexManifest.Backend known = manifest.backends().get(backend.id());
        Path place = known == null ? build(backend, control) : path.resolve(known.in(backend.id()));
        if (known != null && !Files.isDirectory(place)) {
            throw new StoreException(place + ": no such directory; the index was changed since it was opened here"
                    + " (generation " + manifest.generation() + "), open it again");
        }
        IndexBackend tuned = known == null ? backend : backend.recalling(known.tuned());
        return opened.push(new StoredIndex(tuned.open(place, manifest.spec()), parts.vectors(), parts.deleted()));
    }

    /**
     * The same with backend files that are kept elsewhere, for settings other than those of the files here: built if they
     * are not there, as a whole or not at all.
     *
     * @param backend opens its files with its own settings
     * @param place directory of the files; what its parents lack is made
     * @param control is told about the stage {@code index}, if it has to build
     * @return the opened index
     * @throws org.ttt4j.api.BackendException if the backend's files cannot be opened or built
     */
    public VectorIndex index(IndexBackend backend, Path place, RunControl control) {
        try {
            if (!Files.isDirectory(place)) {
                Files.createDirectories(place.toAbsolutePath().getParent());
                new IndexBackendFiles(backend, place, manifest.spec()).build(parts.vectors(), control);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return opened.push(new StoredIndex(backend.open(place, manifest.spec()), parts.vectors(), parts.deleted()));
    }

    @Override
    public void close() {
        opened.close();
    }

    /** Builds a backend's files and tells where. */
    private Path build(IndexBackend backend, RunControl control) {
        try {
            Optional<IndexUpdate> update = Files.isWritable(path)
                    ? IndexUpdate.tryBegin(path, "with ttt.index.use=" + backend.id())
                    : Optional.empty();
            if (update.isPresent()) {
                try (IndexUpdate ours = update.orElseThrow()) {
                    // Another process may have changed the index since it was opened here.
                    if (ours.before().generation() == manifest.generation()) {
                        return build(backend, ours, control);
                    }
                }
            }
            Path elsewhere = Files.createTempDirectory("ttt-index-");
            opened.push(() -> Durable.delete(elsewhere));
            Path place = elsewhere.resolve(backend.id());
            new IndexBackendFiles(backend, place, manifest.spec()).build(parts.vectors(), control);
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path build(IndexBackend backend, IndexUpdate update, RunControl control) throws IOException {
        String name = update.name() + "/" + backend.id();
        update.fresh();
        IndexManifest.Backend built = new IndexBackendFiles(backend, path.resolve(name), manifest.spec())
                .build(parts.vectors(), control)
                .at(name);
        manifest = manifest.with(backend.id(), built, IndexFiles.describe(path, name, control));
        update.publish(manifest);
        return path.resolve(name);
    }
}
