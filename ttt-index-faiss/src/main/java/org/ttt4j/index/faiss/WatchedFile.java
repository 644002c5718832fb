package org.ttt4j.index.faiss;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.ttt4j.api.BackendException;

/**
 * A file that FAISS has mapped into memory, with the length it had: reading beyond the end of a file under a mapping ends
 * the JVM. A file that is cut short in the midst of a call is not noticed in time. Thread-safe.
 */
final class WatchedFile implements AutoCloseable {

    private final Path path;
    private final RandomAccessFile handle; // of what is mapped, whatever has the name by now
    private final long bytes;

    private WatchedFile(Path path, RandomAccessFile handle, long bytes) {
        this.path = path;
        this.handle = handle;
        this.bytes = bytes;
    }

    /** Opens a file as it is now. */
    static WatchedFile open(Path path) {
        try {
            RandomAccessFile handle = new RandomAccessFile(path.toFile(), "r");
            return new WatchedFile(path, handle, handle.length());
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /**
     * Demands that it still has its length.
     *
     * @throws BackendException if it has another one
     */
    void requireWhole() {
        long found;
        try {
            found = handle.length();
        } catch (IOException e) {
            throw failed(path, e);
        }
        if (found != bytes) {
            throw new BackendException(
                    FaissIndexProvider.ID,
                    path + " changed while it was open: found " + found + " bytes, wanted " + bytes);
        }
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static BackendException failed(Path path, IOException e) {
        return new BackendException(FaissIndexProvider.ID, "cannot read " + path + ": " + e, e);
    }
}
