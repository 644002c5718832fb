package org.ttt4j.index.faiss;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;
import org.ttt4j.index.faiss.bindings.Faiss;

/**
 * The two files of an index: FAISS's own and the seal, which is written last, so that an index without a seal was never
 * finished. Thread-safe.
 *
 * @param directory where they are
 * @param name what both are called
 */
record IndexFiles(Path directory, String name) {

    /** The files of a finished index. */
    IndexFiles(Path directory) {
        this(directory, "index");
    }

    Path index() {
        return directory.resolve(name + ".faiss");
    }

    Path seal() {
        return directory.resolve(name + ".seal");
    }

    private Path unfinishedIndex() {
        return directory.resolve(name + ".faiss.tmp");
    }

    private Path unfinishedSeal() {
        return directory.resolve(name + ".seal.tmp");
    }

    /** Refuses a directory that cannot take a new index. */
    void requireFree() {
        if (!Files.isDirectory(directory)) {
            throw failed("found no directory " + directory + ", wanted an existing empty one", null);
        }
        if (Files.exists(index()) || Files.exists(seal())) {
            throw failed("found an index in " + directory + ", wanted an empty directory", null);
        }
    }

    /**
     * Writes both files aside, forces them to disk and renames them.
     *
     * @param writer writes what is to be sealed and forces it to disk
     */
    void store(Consumer<Path> writer, IndexSpec spec, String factory, RunControl control) {
        try {
            writer.accept(unfinishedIndex());
            String sha256 = Sha256.of(unfinishedIndex(), control);
            IndexSeal seal = new IndexSeal(Files.size(unfinishedIndex()), sha256, spec, factory, Faiss.version());
            Files.write(
                    unfinishedSeal(),
                    seal.encode(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            rename(unfinishedIndex(), index());
            rename(unfinishedSeal(), seal());
        } catch (IOException e) {
            throw failed("cannot write the index below " + directory + ": " + reason(e), e);
        }
    }

    /** What is sealed here, if anything whole is; says nothing about what it was built for. */
    Optional<IndexSeal> found() {
        if (!Files.exists(seal())) {
            return Optional.empty();
        }
        try {
            return Optional.of(verify());
        } catch (BackendException damaged) {
            return Optional.empty();
        }
    }

    /** Removes both files. */
    void delete() {
        try {
            Files.deleteIfExists(seal());
        } catch (IOException e) {
            throw failed("cannot remove " + seal() + ": " + reason(e), e);
        }
        discard();
    }

    /** Removes what {@link #store} left behind when it did not come to its end. */
    void discard() {
        try {
            Files.deleteIfExists(unfinishedIndex());
            Files.deleteIfExists(unfinishedSeal());
            if (!Files.exists(seal())) {
                Files.deleteIfExists(index());
            }
        } catch (IOException e) {
            throw failed("cannot remove the unfinished index below " + directory + ": " + reason(e), e);
        }
    }

    /**
     * Reads the seal and checks the index file against it.
     *
     * @throws BackendException if a file is missing, damaged, foreign or does not match {@code spec}
     */
    IndexSeal verify(IndexSpec spec) {
        IndexSpec sealed = reading(this::readSeal).spec();
        requireSame("dimension", sealed.dimension(), spec.dimension());
        requireSame("size", sealed.size(), spec.size());
        requireSame("metric", sealed.metric(), spec.metric());
        requireSame("embedder", sealed.embedderFingerprint(), spec.embedderFingerprint());
        return verify();
    }

    private IndexSeal verify() {
        return reading(() -> {
            IndexSeal seal = readSeal();
            long bytes = Files.size(index());
            if (bytes != seal.bytes()) {
                throw failed("found " + bytes + " bytes in " + index() + ", wanted " + seal.bytes(), null);
            }
            String sha256 = Sha256.of(index(), RunControl.silent());
            if (!sha256.equals(seal.sha256())) {
                throw failed("found SHA-256 " + sha256 + " of " + index() + ", wanted " + seal.sha256(), null);
            }
            return seal;
        });
    }

    private IndexSeal reading(Reading reading) {
        try {
            return reading.seal();
        } catch (IOException e) {
            throw failed("cannot read the index below " + directory + ": " + reason(e), e);
        }
    }

    private interface Reading {
        IndexSeal seal() throws IOException;
    }

    /** Renames within the directory and forces the directory, so that renames reach the disk in order. */
    private void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private IndexSeal readSeal() throws IOException {
        if (Files.size(seal()) > IndexSeal.MOST_BYTES) {
            throw failed("found another kind of file in " + seal() + ", wanted the seal of an index", null);
        }
        try {
            return IndexSeal.parse(Files.readAllBytes(seal()));
        } catch (IllegalArgumentException e) {
            throw failed("cannot use " + seal() + ": " + e.getMessage(), e);
        }
    }

    private void requireSame(String what, Object found, Object wanted) {
        if (!found.equals(wanted)) {
            throw failed("found " + what + "=" + found + " in " + seal() + ", wanted " + wanted, null);
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException missing ? "found no file " + missing.getFile() : e.toString();
    }

    private static BackendException failed(String message, Throwable cause) {
        return new BackendException(FaissIndexProvider.ID, message, cause);
    }
}
