package org.ttt4j.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;

/**
 * An opened index directory: {@code manifest.json}, documents and their exact vectors in one or more segments, and one
 * directory per backend. It stays as it is while others change the directory. Confined to one thread; the corpus and the
 * index it gives are not.
 */
final class IndexDirectory implements AutoCloseable {

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
     * @param verify when the checksums of the files are compared; sizes always are
     * @throws CommandException if the directory is no index or is damaged
     */
    static IndexDirectory open(Path directory, Verify verify, RunControl control) {
        IndexManifest manifest = IndexFiles.readManifest(directory);
        for (int attempt = 1; ; attempt++) {
            try {
                return open(directory, manifest, verify, control);
            } catch (IOException | CommandException failed) {
                // Files that are gone belonged to a manifest that has been replaced since it was read.
                IndexManifest now = IndexFiles.readManifest(directory);
                if (attempt == TRIES || now.generation() == manifest.generation()) {
                    throw failed instanceof CommandException sentence
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

    Path path() {
        return path;
    }

    IndexManifest manifest() {
        return manifest;
    }

    StoredCorpus corpus() {
        return parts.corpus();
    }

    StoredVectors vectors() {
        return parts.vectors();
    }

    /** Documents that no search finds. */
    IdSet deleted() {
        return parts.deleted();
    }

    /**
     * Opens the configured backend's index; a backend that has no files here yet gets them built from the vectors, kept
     * in the directory if it can be written to.
     */
    VectorIndex index(IndexBackendFiles files, RunControl control) {
        IndexManifest.Backend backend = manifest.backends().get(files.id());
        Path place = backend == null ? build(files, control) : path.resolve(backend.in(files.id()));
        IndexBackendFiles tuned = backend == null ? files : files.tuned(backend.tuned());
        return opened.push(new StoredIndex(tuned.open(place, manifest.spec()), parts.vectors(), parts.deleted()));
    }

    @Override
    public void close() {
        opened.close();
    }

    /** Builds a backend's files and tells where. */
    private Path build(IndexBackendFiles files, RunControl control) {
        try {
            Optional<IndexUpdate> update = Files.isWritable(path)
                    ? IndexUpdate.tryBegin(path, "with ttt.index.use=" + files.id())
                    : Optional.empty();
            if (update.isPresent()) {
                try (IndexUpdate ours = update.orElseThrow()) {
                    // Another process may have changed the index since it was opened here.
                    if (ours.before().generation() == manifest.generation()) {
                        return build(files, ours, control);
                    }
                }
            }
            Path elsewhere = Files.createTempDirectory("ttt-index-");
            opened.push(() -> Durable.delete(elsewhere));
            files.build(elsewhere.resolve(files.id()), manifest.spec(), parts.vectors(), control);
            return elsewhere.resolve(files.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path build(IndexBackendFiles files, IndexUpdate update, RunControl control) throws IOException {
        String name = update.name() + "/" + files.id();
        update.fresh();
        IndexManifest.Backend built = files.build(path.resolve(name), manifest.spec(), parts.vectors(), control)
                .at(name);
        manifest = manifest.with(files.id(), built, IndexFiles.describe(path, name, control));
        update.publish(manifest);
        return path.resolve(name);
    }
}
