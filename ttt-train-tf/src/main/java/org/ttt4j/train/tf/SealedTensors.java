package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/**
 * A safetensors file of F32 that says of what kind it is and has a checksum over all its names and numbers: what one
 * program keeps for itself is refused when a single bit of it has changed. Confined to one thread.
 */
final class SealedTensors implements AutoCloseable {

    private static final String KIND = "kind";
    private static final String CHECKSUM = "sha256";

    private final Safetensors file;
    private final Path path;
    private final String wanted;

    /**
     * Values to write.
     *
     * @param like a weight of their shape
     * @param values handed over twice: once for the checksum, once for the file
     */
    record Tensor(Parameter like, FloatPieces values) {}

    private SealedTensors(Safetensors file, Path path, String wanted) {
        this.file = file;
        this.path = path;
        this.wanted = wanted;
    }

    /** Writes or replaces a file, atomically. */
    static void write(Path path, String kind, Map<String, String> metadata, Map<String, Tensor> tensors) {
        SafetensorsWriter writer = new SafetensorsWriter(false).metadata(KIND, kind);
        Digest digest = start(kind, metadata);
        new TreeMap<>(metadata).forEach(writer::metadata);
        tensors.forEach((name, tensor) -> {
            writer.tensor(name, tensor.like().shape, tensor.values());
            add(digest, name, tensor.like().shape, tensor.values());
        });
        writer.metadata(CHECKSUM, digest.hex());
        try {
            writer.write(path);
        } catch (IOException failure) {
            throw new BackendException(Ids.BACKEND, path + ": cannot be written: " + FileTrouble.of(failure), failure);
        }
    }

    /**
     * Opens a file and reads all of it once.
     *
     * @param kind which it must have
     * @param wanted what it must be, for messages
     * @throws BackendException if it is of another kind or damaged
     */
    static SealedTensors open(Path path, String kind, String wanted) {
        try (Undo undo = new Undo()) {
            ByteSource source = undo.push(ByteSource.file(path));
            SealedTensors opened = new SealedTensors(Safetensors.open(source), path, wanted);
            opened.check(kind);
            return undo.keep(opened);
        } catch (IOException failure) {
            throw new BackendException(
                    Ids.BACKEND, path + ": " + FileTrouble.of(failure) + "; wanted " + wanted, failure);
        }
    }

    /** A line that was written with it, empty where there is none. */
    String metadata(String key) {
        return file.metadata().getOrDefault(key, "");
    }

    /** SHA-256 over all that it says. */
    String checksum() {
        return metadata(CHECKSUM);
    }

    /** Shapes by name, in the order in which they were written. */
    Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        file.entries().forEach((name, entry) -> shapes.put(name, entry.shape()));
        return Collections.unmodifiableMap(shapes);
    }

    /** Values of a tensor. */
    FloatPieces floats(String name) {
        return file.floats(name);
    }

    /** A refusal of what it holds. */
    BackendException refuse(String found) {
        return new BackendException(Ids.BACKEND, path + ": found " + found + ", wanted " + wanted);
    }

    @Override
    public void close() {
        file.close();
    }

    private void check(String kind) {
        if (!metadata(KIND).equals(kind)) {
            throw refuse(metadata(KIND).isEmpty() ? "another safetensors file" : "a file of " + metadata(KIND));
        }
        Map<String, String> metadata = new TreeMap<>(file.metadata());
        metadata.remove(KIND);
        metadata.remove(CHECKSUM);
        Digest digest = start(kind, metadata);
        file.entries().forEach((name, entry) -> {
            if (!entry.dtype().equals(NumberFormat.F32.name())) {
                throw refuse(name + " of type " + entry.dtype());
            }
            long[] shape = entry.shape().stream().mapToLong(size -> size).toArray();
            add(digest, name, shape, file.floats(name));
        });
        if (!digest.hex().equals(checksum())) {
            throw refuse("numbers that do not have the file's checksum");
        }
    }

    private static Digest start(String kind, Map<String, String> metadata) {
        Digest digest = new Digest().add(kind);
        new TreeMap<>(metadata).forEach((key, value) -> digest.add(key).add(value));
        return digest;
    }

    private static void add(Digest digest, String name, long[] shape, FloatPieces values) {
        digest.add(name).add(Arrays.toString(shape)).add(values, Shapes.elements(shape));
    }
}
