package org.ttt4j.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;

/**
 * An opened index directory: {@code manifest.json}, the corpus, the exact vectors, and one directory per backend. Its
 * files were verified when it was opened. Confined to one thread; the corpus and the index it gives are not.
 */
final class IndexDirectory implements AutoCloseable {

    private final Path path;
    private final CorpusFile corpus;
    private final VectorFile vectors;
    private final Undo opened;
    private IndexManifest manifest;

    private IndexDirectory(Path path, IndexManifest manifest, CorpusFile corpus, VectorFile vectors, Undo opened) {
        this.path = path;
        this.manifest = manifest;
        this.corpus = corpus;
        this.vectors = vectors;
        this.opened = opened;
    }

    /**
     * Opens and verifies.
     *
     * @param verify whether the SHA-256 of every file is checked; sizes always are
     * @throws CommandException if the directory is no index or is damaged
     */
    static IndexDirectory open(Path directory, boolean verify, RunControl control) {
        IndexManifest manifest = IndexFiles.readManifest(directory);
        IndexFiles.verify(directory, manifest, verify, control);
        Undo opened = new Undo();
        try (Undo undo = new Undo()) {
            undo.push(opened);
            CorpusFile corpus = opened.push(CorpusFile.open(directory, manifest.count()));
            VectorFile vectors = opened.push(
                    VectorFile.open(directory.resolve(IndexManifest.VECTORS), manifest.dimension(), manifest.count()));
            return undo.keep(new IndexDirectory(directory, manifest, corpus, vectors, opened));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    IndexManifest manifest() {
        return manifest;
    }

    Corpus corpus() {
        return corpus;
    }

    /**
     * Opens the configured backend's index; a backend that has no files here yet gets them built from the vectors, kept
     * in the directory if it can be written to.
     */
    VectorIndex index(IndexBackendFiles files, RunControl control) {
        if (!manifest.backends().containsKey(files.id())) {
            Optional<Path> elsewhere = build(files, control);
            if (elsewhere.isPresent()) {
                return opened.push(stored(files.open(elsewhere.orElseThrow(), manifest.spec())));
            }
        }
        return opened.push(stored(files.open(path.resolve(files.id()), manifest.spec())));
    }

    @Override
    public void close() {
        opened.close();
    }

    private VectorIndex stored(VectorIndex searched) {
        return new StoredIndex(searched, vectors);
    }

    /** Builds a backend's files; tells where they are if the index directory cannot be written to. */
    private Optional<Path> build(IndexBackendFiles files, RunControl control) {
        try {
            if (!Files.isWritable(path)) {
                Path elsewhere = Files.createTempDirectory("ttt-index-");
                opened.push(() -> Durable.delete(elsewhere));
                files.build(elsewhere.resolve(files.id()), manifest.spec(), vectors, control);
                return Optional.of(elsewhere.resolve(files.id()));
            }
            Path target = path.resolve(files.id());
            Path temporary = Durable.temporaryFor(target);
            try {
                IndexManifest.Backend built = files.build(temporary, manifest.spec(), vectors, control);
                Durable.forceTree(temporary);
                Durable.delete(target); // not in the manifest: what a killed process left
                Durable.publish(temporary, target);
                // Read anew: another process may have added its backend meanwhile.
                manifest = IndexFiles.readManifest(path)
                        .with(files.id(), built, IndexFiles.describe(path, files.id(), control));
                IndexFiles.writeManifest(path, manifest);
            } finally {
                Durable.delete(temporary);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
