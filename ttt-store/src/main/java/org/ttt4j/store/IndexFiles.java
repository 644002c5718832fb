package org.ttt4j.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/** Reads, writes and verifies the manifest of an index directory and the files it lists. Thread-safe. */
final class IndexFiles {

    private static final int MAX_MANIFEST_BYTES = 16 << 20;

    private IndexFiles() {}

    /**
     * Reads the manifest.
     *
     * @throws StoreException if there is none or it cannot be trusted
     */
    static IndexManifest readManifest(Path directory) {
        Path file = directory.resolve(IndexManifest.FILE);
        if (!Files.isDirectory(directory)) {
            throw new StoreException(directory + ": "
                    + (Files.exists(directory) ? "is not a directory" : "no such directory")
                    + ", wanted an index that `ttt index build` made");
        }
        if (!Files.exists(file)) {
            throw new StoreException(
                    directory + ": has no " + IndexManifest.FILE + ", wanted an index that `ttt index build` made");
        }
        try {
            if (Files.size(file) > MAX_MANIFEST_BYTES) {
                throw new StoreException(file + ": found " + Files.size(file) + " bytes, wanted a manifest");
            }
            return Json.MAPPER.readValue(Files.readAllBytes(file), IndexManifest.class);
        } catch (JsonProcessingException broken) {
            Throwable cause = broken.getCause();
            String problem = cause instanceof IllegalArgumentException || cause instanceof ArithmeticException
                    ? cause.getMessage()
                    : broken.getOriginalMessage();
            throw new StoreException(file + ": cannot be used as the manifest of an index: " + problem, broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the manifest, atomically. */
    static void writeManifest(Path directory, IndexManifest manifest) throws IOException {
        Durable.write(directory.resolve(IndexManifest.FILE), Json.pretty(manifest) + "\n");
    }

    /** Size and SHA-256 of every file below {@code directory / below}, by path relative to {@code directory}. */
    static SortedMap<String, IndexManifest.FileEntry> describe(Path directory, String below, RunControl control)
            throws IOException {
        SortedMap<String, IndexManifest.FileEntry> entries = new TreeMap<>();
        for (Path file : regularFiles(directory.resolve(below))) {
            put(entries, directory, file, FileSums.of(file, control).sha256());
        }
        return entries;
    }

    /** As {@link #describe}, for the files of a segment, which get block checksums beside them. */
    static SortedMap<String, IndexManifest.FileEntry> describeSegment(
            Path directory, IndexManifest.Segment segment, RunControl control) throws IOException {
        SortedMap<String, IndexManifest.FileEntry> entries = new TreeMap<>();
        for (String name : IndexManifest.Segment.NAMES) {
            Path file = directory.resolve(segment.path(name));
            if (!Files.exists(file)) {
                continue; // one of two forms of texts
            }
            FileSums sums = FileSums.of(file, control);
            put(entries, directory, file, sums.sha256());
            Path table = sums.write(file);
            put(entries, directory, table, Sha256.of(table));
        }
        return entries;
    }

    /**
     * Checks that every file a manifest lists is there with its size and, as far as asked for, its checksums.
     *
     * @throws StoreException naming the first file that is not as it was written
     */
    static void verify(Path directory, IndexManifest manifest, Verify verify, RunControl control) {
        Verify mode = verify.of(manifest.bytes());
        long total = manifest.bytes();
        long done = 0;
        try {
            for (Map.Entry<String, IndexManifest.FileEntry> entry :
                    manifest.files().entrySet()) {
                Path file = directory.resolve(entry.getKey()).normalize();
                if (!file.startsWith(directory.normalize()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new StoreException(file + ": no such file, but the manifest of the index lists it");
                }
                long size = Files.size(file);
                if (size != entry.getValue().bytes()) {
                    throw new StoreException(file + ": found " + size + " bytes, wanted "
                            + entry.getValue().bytes() + "; the index is damaged");
                }
                if (mode == Verify.OPEN || (mode == Verify.LAZY && small(manifest, entry.getKey()))) {
                    demandSum(file, entry.getValue(), control);
                }
                done += size;
                control.report(new Progress.Advanced("verify", done, total));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares the SHA-256 of a file. */
    static void demandSum(Path file, IndexManifest.FileEntry entry, RunControl control) throws IOException {
        if (!FileSums.of(file, control).sha256().equals(entry.sha256())) {
            throw new StoreException(file + ": its SHA-256 is not the one in the manifest; the index is damaged");
        }
    }

    /** Whether a file has to be compared when the index opens lazily: nobody else would. */
    private static boolean small(IndexManifest manifest, String name) {
        boolean ofBackend = manifest.backends().entrySet().stream()
                .anyMatch(backend -> name.startsWith(backend.getValue().in(backend.getKey()) + "/"));
        return !ofBackend && !manifest.files().containsKey(name + BlockSums.SUFFIX);
    }

    private static List<Path> regularFiles(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void put(
            SortedMap<String, IndexManifest.FileEntry> entries, Path directory, Path file, String sha256)
            throws IOException {
        String name = directory.relativize(file).toString().replace('\\', '/');
        entries.put(name, new IndexManifest.FileEntry(Files.size(file), sha256));
    }
}
