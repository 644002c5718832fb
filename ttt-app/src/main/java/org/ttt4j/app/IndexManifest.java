package org.ttt4j.app;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;

/**
 * What {@code manifest.json} of an index directory says. Thread-safe.
 *
 * @param format always {@link #FORMAT}
 * @param version layout of the directory
 * @param created when it was built, ISO 8601
 * @param embedder id of the embedder that made the vectors
 * @param embedderFingerprint its fingerprint
 * @param dimension d
 * @param metric what is compared
 * @param count number of documents and vectors
 * @param backends by id: what each backend has in its own directory
 * @param files by path relative to the directory: size and SHA-256 of each file
 */
record IndexManifest(
        String format,
        int version,
        String created,
        String embedder,
        String embedderFingerprint,
        int dimension,
        Metric metric,
        long count,
        Map<String, Backend> backends,
        Map<String, FileEntry> files) {

    static final String FILE = "manifest.json";
    static final String VECTORS = "vectors.f32";
    static final String FORMAT = "ttt4j-index";
    static final int VERSION = 1;
    private static final int MAX_DIMENSION = 1 << 20;

    /** Refuses what a foreign or damaged file may say. */
    IndexManifest {
        if (!FORMAT.equals(format) || version != VERSION) {
            throw new IllegalArgumentException(
                    "found format " + format + " version " + version + ", wanted " + FORMAT + " version " + VERSION);
        }
        if (embedder == null || embedderFingerprint == null || metric == null || backends == null || files == null) {
            throw new IllegalArgumentException(
                    "wanted the fields embedder, embedder_fingerprint, metric, backends and files");
        }
        if (dimension < 1 || dimension > MAX_DIMENSION || count < 1 || count > Long.MAX_VALUE / MAX_DIMENSION / 8) {
            throw new IllegalArgumentException(
                    "found dimension " + dimension + " and count " + count + ", wanted sensible sizes");
        }
        backends = Collections.unmodifiableMap(new TreeMap<>(backends));
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        demand(files, VECTORS, count * dimension * Float.BYTES);
        demand(files, CorpusFile.OFFSETS, (count + 1) * Long.BYTES);
        demand(files, CorpusFile.TEXTS, -1);
        for (String id : backends.keySet()) {
            if (files.keySet().stream().noneMatch(file -> file.startsWith(id + "/"))) {
                throw new IllegalArgumentException("found no file of the backend " + id + ", wanted at least one");
            }
        }
    }

    private static void demand(Map<String, FileEntry> files, String name, long bytes) {
        FileEntry entry = files.get(name);
        if (entry == null || (bytes >= 0 && entry.bytes() != bytes)) {
            throw new IllegalArgumentException("found " + (entry == null ? "no" : entry.bytes() + " bytes for the")
                    + " file " + name + ", wanted " + (bytes < 0 ? "one" : bytes + " bytes"));
        }
    }

    /** The same with one more backend and its files; files it had before are forgotten. */
    IndexManifest with(String id, Backend backend, Map<String, FileEntry> itsFiles) {
        Map<String, Backend> allBackends = new TreeMap<>(backends);
        allBackends.put(id, backend);
        Map<String, FileEntry> allFiles = new TreeMap<>(files);
        allFiles.keySet().removeIf(file -> file.startsWith(id + "/"));
        allFiles.putAll(itsFiles);
        return new IndexManifest(
                format,
                version,
                created,
                embedder,
                embedderFingerprint,
                dimension,
                metric,
                count,
                allBackends,
                allFiles);
    }

    /** What a backend is told about the index. */
    IndexSpec spec() {
        return new IndexSpec(dimension, count, metric, embedderFingerprint);
    }

    /**
     * Demands that an embedder is the one that made the vectors.
     *
     * @throws CommandException naming both
     */
    void demandEmbedder(String id, Embedder.Traits traits) {
        if (!traits.fingerprint().equals(embedderFingerprint) || traits.dimension() != dimension) {
            throw CommandException.failed("the index was built with embedder " + embedder + " " + embedderFingerprint
                    + " (d = " + dimension + "), but the configured embedder is " + id + " " + traits.fingerprint()
                    + " (d = " + traits.dimension() + "): use that embedder or build the index anew");
        }
    }

    /**
     * One backend's part. Thread-safe.
     *
     * @param description short text of the backend about its index
     * @param settings what it was built with
     */
    record Backend(String description, Map<String, String> settings) {
        /** Copies the map. */
        Backend {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * A file as it was written. Thread-safe.
     *
     * @param bytes its size
     * @param sha256 its SHA-256, hexadecimal
     */
    record FileEntry(long bytes, String sha256) {}
}
