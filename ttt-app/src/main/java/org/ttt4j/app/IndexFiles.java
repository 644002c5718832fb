package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
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
    private static final int BLOCK = 1 << 20;

    private IndexFiles() {}

    /**
     * Reads the manifest.
     *
     * @throws CommandException if there is none or it cannot be trusted
     */
    static IndexManifest readManifest(Path directory) {
        Path file = directory.resolve(IndexManifest.FILE);
        if (!Files.isDirectory(directory)) {
            throw CommandException.failed(directory + ": "
                    + (Files.exists(directory) ? "is not a directory" : "no such directory")
                    + ", wanted an index that `ttt index build` made");
        }
        if (!Files.exists(file)) {
            throw CommandException.failed(
                    directory + ": has no " + IndexManifest.FILE + ", wanted an index that `ttt index build` made");
        }
        try {
            if (Files.size(file) > MAX_MANIFEST_BYTES) {
                throw CommandException.failed(file + ": found " + Files.size(file) + " bytes, wanted a manifest");
            }
            return Json.MAPPER.readValue(Files.readAllBytes(file), IndexManifest.class);
        } catch (JsonProcessingException broken) {
            Throwable cause = broken.getCause();
            String problem =
                    cause instanceof IllegalArgumentException ? cause.getMessage() : broken.getOriginalMessage();
            throw CommandException.failed(file + ": cannot be used as the manifest of an index: " + problem, broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the manifest, atomically. */
    static void writeManifest(Path directory, IndexManifest manifest) throws IOException {
        Path file = directory.resolve(IndexManifest.FILE);
        Path temporary = Durable.temporaryFor(file);
        try {
            try (NamedOutput out = new NamedOutput(temporary)) {
                out.write((Json.pretty(manifest) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            Durable.publish(temporary, file);
        } finally {
            Durable.delete(temporary);
        }
    }

    /** Size and SHA-256 of every file below {@code directory / below}, by path relative to {@code directory}. */
    static SortedMap<String, IndexManifest.FileEntry> describe(Path directory, String below, RunControl control)
            throws IOException {
        SortedMap<String, IndexManifest.FileEntry> entries = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory.resolve(below))) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = directory.relativize(file).toString().replace('\\', '/');
            if (!name.equals(IndexManifest.FILE)) {
                entries.put(name, new IndexManifest.FileEntry(Files.size(file), sha256(file, control)));
            }
        }
        return entries;
    }

    /**
     * Checks that every file a manifest lists is there with its size and, if asked for, its SHA-256.
     *
     * @throws CommandException naming the first file that is not as it was written
     */
    static void verify(Path directory, IndexManifest manifest, boolean contents, RunControl control) {
        long total = manifest.files().values().stream()
                .mapToLong(IndexManifest.FileEntry::bytes)
                .sum();
        long done = 0;
        try {
            for (Map.Entry<String, IndexManifest.FileEntry> entry :
                    manifest.files().entrySet()) {
                Path file = directory.resolve(entry.getKey()).normalize();
                if (!file.startsWith(directory.normalize()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw CommandException.failed(file + ": no such file, but the manifest of the index lists it");
                }
                long size = Files.size(file);
                if (size != entry.getValue().bytes()) {
                    throw CommandException.failed(file + ": found " + size + " bytes, wanted "
                            + entry.getValue().bytes() + "; the index is damaged");
                }
                if (contents && !sha256(file, control).equals(entry.getValue().sha256())) {
                    throw CommandException.failed(
                            file + ": its SHA-256 is not the one in the manifest; the index is damaged");
                }
                done += size;
                control.report(new Progress.Advanced("verify", done, total));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file, RunControl control) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] block = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                control.checkCancelled();
                digest.update(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
