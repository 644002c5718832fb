package org.ttt4j.index.faiss;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Undo;
import org.ttt4j.index.faiss.bindings.Faiss;
import org.ttt4j.index.faiss.bindings.NativeIndex;

/**
 * Owns one native index: counts it, keeps it alive while a call is under way, frees it once. Turns FAISS's exceptions
 * into {@link BackendException}. Thread-safe; whether calls may overlap is up to what they do.
 */
final class FaissHandle implements AutoCloseable {

    private static final NativeHandles OPEN = NativeHandles.of(FaissIndexProvider.ID);

    /** FAISS starts its messages with the function's signature and the source line. */
    private static final Pattern ORIGIN = Pattern.compile("^Error in .*? at \\S+:\\d+: (Error: )?", Pattern.DOTALL);

    private final NativeIndex pointer;
    private final String owner;
    private final Optional<WatchedFile> mapped;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean closed;

    private FaissHandle(NativeIndex pointer, String owner, Optional<WatchedFile> mapped) {
        this.pointer = pointer;
        this.owner = owner;
        this.mapped = mapped;
        OPEN.acquired();
    }

    /** An empty index. */
    static FaissHandle make(int dimension, String factory, Metric metric, String owner) {
        return new FaissHandle(
                attempt(
                        "make an index with factory=\"" + factory + "\" at dimension=" + dimension,
                        () -> Faiss.make(dimension, factory, metric == Metric.INNER_PRODUCT)),
                owner,
                Optional.empty());
    }

    /** An index from a file whose content was verified; {@code mapped} inverted lists stay in the file. */
    static FaissHandle read(Path file, boolean mapped, String owner) {
        try (Undo undo = new Undo()) {
            Optional<WatchedFile> watched = mapped ? Optional.of(undo.push(WatchedFile.open(file))) : Optional.empty();
            NativeIndex read = attempt("read " + file, () -> Faiss.read(nativePath(file), mapped));
            return undo.keep(new FaissHandle(read, owner, watched));
        }
    }

    /** Writes the index and forces it to disk. */
    void write(Path file) {
        run("write " + file, index -> Faiss.write(index, nativePath(file)));
    }

    /**
     * Calls FAISS for an answer; {@link #close()} waits until the call is over.
     *
     * @param doing what fails if it fails, after "cannot"
     * @throws IllegalStateException if closed
     * @throws BackendException if FAISS throws, or the file that is mapped has lost or gained bytes
     */
    <T> T ask(String doing, Function<NativeIndex, T> call) {
        return holding(() -> {
            mapped.ifPresent(WatchedFile::requireWhole);
            return attempt(doing, () -> call.apply(pointer));
        });
    }

    /** As {@link #ask}, without an answer. */
    void run(String doing, Consumer<NativeIndex> call) {
        ask(doing, index -> {
            call.accept(index);
            return true;
        });
    }

    /** Keeps the index open while {@code body}, which may make several calls, is under way. */
    <T> T holding(Supplier<T> body) {
        lock.readLock().lock();
        try {
            requireOpen();
            return body.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Refuses use after {@link #close()}. */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(owner + " is closed");
        }
    }

    @Override
    public void close() {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException(owner + " cannot be closed from inside one of its own calls");
        }
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Faiss.release(pointer);
                OPEN.released();
                mapped.ifPresent(WatchedFile::close);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static <T> T attempt(String doing, Supplier<T> call) {
        try {
            return NativeCalls.run(call);
        } catch (IllegalArgumentException | IllegalStateException | BackendException ours) {
            throw ours;
        } catch (RuntimeException vendor) {
            throw new BackendException(FaissIndexProvider.ID, "cannot " + doing + ": " + reason(vendor), vendor);
        }
    }

    private static String reason(RuntimeException vendor) {
        String text = vendor.getMessage() == null ? vendor.toString() : vendor.getMessage();
        if (text.contains("bad_alloc") || text.contains("cannot create std::vector")) {
            return "found not enough memory";
        }
        return ORIGIN.matcher(text).replaceFirst("").replaceAll("\\s+", " ").strip();
    }

    /** The path as the operating system wants it; the JVM keeps the encoding of file names in this property. */
    static byte[] nativePath(Path file) {
        Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        byte[] text = file.toAbsolutePath().toString().getBytes(charset);
        return Arrays.copyOf(text, text.length + 1);
    }
}
