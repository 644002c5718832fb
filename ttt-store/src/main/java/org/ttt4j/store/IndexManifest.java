package org.ttt4j.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;

/**
 * What {@code manifest.json} of an index directory says. Thread-safe.
 *
 * @param format always {@link #FORMAT}
 * @param version layout of the directory; version 1 has one segment and no generation
 * @param generation rises with each change of the directory
 * @param created when this generation was written, ISO 8601
 * @param embedder id of the embedder that made the vectors
 * @param embedderFingerprint its fingerprint
 * @param dimension d
 * @param metric what is compared
 * @param count number of documents and vectors, deleted ones included
 * @param segments documents with their vectors, in the order of ids
 * @param deleted which ids no search finds
 * @param backends by id: what each backend has in its own directory
 * @param files by path relative to the directory: size and SHA-256 of each file
 * @param seal SHA-256 of all of this but the time, so that a damaged manifest is noticed; null in version 1
 */
public record IndexManifest(
        String format,
        int version,
        long generation,
        String created,
        String embedder,
        String embedderFingerprint,
        int dimension,
        Metric metric,
        long count,
        List<Segment> segments,
        Deleted deleted,
        Map<String, Backend> backends,
        Map<String, FileEntry> files,
        String seal) {

    /** Name of its file. */
    public static final String FILE = "manifest.json";

    static final String VECTORS = "vectors.f32";
    static final String FORMAT = "ttt4j-index";
    static final int VERSION = 2;
    private static final int FIRST_VERSION = 1;
    private static final int MAX_DIMENSION = 1 << 20;

    /**
     * Refuses what a foreign or damaged file may say.
     *
     * @param format {@link #FORMAT}
     * @param version 1 or 2
     * @param generation any; covered by the seal
     * @param created not looked at
     * @param embedder not null
     * @param embedderFingerprint not null
     * @param dimension at least 1, at most 2^20
     * @param metric not null
     * @param count at least 1, the sum over segments
     * @param segments at least one; not looked at in version 1
     * @param deleted null for none; not looked at in version 1
     * @param backends each with a file in {@code files}
     * @param files with those of every segment, of the size that follows from count and dimension
     * @param seal as computed from the rest; not looked at in version 1
     */
    public IndexManifest {
        if (!FORMAT.equals(format) || version < FIRST_VERSION || version > VERSION) {
            throw new IllegalArgumentException("found format " + format + " version " + version + ", wanted " + FORMAT
                    + " version " + FIRST_VERSION + " or " + VERSION);
        }
        if (embedder == null || embedderFingerprint == null || metric == null || backends == null || files == null) {
            throw new IllegalArgumentException(
                    "wanted the fields embedder, embedder_fingerprint, metric, backends and files");
        }
        if (dimension < 1 || dimension > MAX_DIMENSION || count < 1 || count > Long.MAX_VALUE / MAX_DIMENSION / 8) {
            throw new IllegalArgumentException(
                    "found dimension " + dimension + " and count " + count + ", wanted sensible sizes");
        }
        segments = version == FIRST_VERSION ? List.of(new Segment("", count)) : List.copyOf(segments);
        deleted = version == FIRST_VERSION || deleted == null ? Deleted.NONE : deleted;
        backends = Collections.unmodifiableMap(new TreeMap<>(backends));
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("found no segment, wanted at least one");
        }
        long sum = 0;
        for (Segment segment : segments) {
            segment.demand(files, dimension);
            sum += segment.count();
        }
        if (sum != count) {
            throw new IllegalArgumentException("found segments of " + sum + " documents, wanted " + count);
        }
        if (deleted.count() < 0 || deleted.count() > count) {
            throw new IllegalArgumentException(
                    "found " + deleted.count() + " deleted documents, wanted none to " + count);
        }
        if (deleted.count() > 0) {
            demand(files, deleted.file(), deleted.count() * Long.BYTES);
        }
        for (String id : backends.keySet()) {
            String directory = backends.get(id).in(id) + "/";
            if (files.keySet().stream().noneMatch(file -> file.startsWith(directory))) {
                throw new IllegalArgumentException("found no file of the backend " + id + ", wanted at least one");
            }
        }
        String wanted = version == FIRST_VERSION
                ? null
                : seal(
                        generation,
                        embedder,
                        embedderFingerprint,
                        dimension,
                        metric,
                        segments,
                        deleted,
                        backends,
                        files);
        if (wanted != null && !wanted.equals(seal)) {
            throw new IllegalArgumentException("found the seal " + seal + ", wanted " + wanted
                    + ", the SHA-256 of the rest; it is damaged or was edited");
        }
    }

    /**
     * Reads the manifest of an index directory and nothing else.
     *
     * @param directory of the index
     * @return the latest manifest, whoever may be changing the directory
     * @throws StoreException if there is none or it cannot be trusted
     */
    public static IndexManifest read(Path directory) {
        return IndexFiles.readManifest(directory);
    }

    /** What the parts of a manifest are, for those who make one. */
    static IndexManifest of(
            long generation,
            String created,
            String embedder,
            IndexSpec spec,
            List<Segment> segments,
            Deleted deleted,
            Map<String, Backend> backends,
            Map<String, FileEntry> files) {
        return new IndexManifest(
                FORMAT,
                VERSION,
                generation,
                created,
                embedder,
                spec.embedderFingerprint(),
                spec.dimension(),
                spec.metric(),
                spec.size(),
                segments,
                deleted,
                backends,
                files,
                seal(
                        generation,
                        embedder,
                        spec.embedderFingerprint(),
                        spec.dimension(),
                        spec.metric(),
                        segments,
                        deleted,
                        new TreeMap<>(backends),
                        new TreeMap<>(files)));
    }

    /** Demands that a file is listed, with this size unless that is negative. */
    static void demand(Map<String, FileEntry> files, String name, long bytes) {
        FileEntry entry = files.get(name);
        if (entry == null || (bytes >= 0 && entry.bytes() != bytes)) {
            throw new IllegalArgumentException("found " + (entry == null ? "no" : entry.bytes() + " bytes for the")
                    + " file " + name + ", wanted " + (bytes < 0 ? "one" : bytes + " bytes"));
        }
    }

    /**
     * {@return the SHA-256 of what the index answers with: documents, vectors, who made them, which are deleted}
     * Neither when it was built nor what backends made of it.
     */
    public String contentHash() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("embedder", embedderFingerprint);
        parts.put("metric", metric.name());
        for (int i = 0; i < segments.size(); i++) {
            for (String name : segments.get(i).content(files)) {
                parts.put(
                        "segment " + i + " " + name,
                        files.get(segments.get(i).path(name)).sha256());
            }
        }
        if (deleted.count() > 0) {
            parts.put("deleted", files.get(deleted.file()).sha256());
        }
        return Sha256.of(parts.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more backend and its files; files it had before are forgotten. */
    IndexManifest with(String id, Backend backend, Map<String, FileEntry> itsFiles) {
        Map<String, Backend> allBackends = new TreeMap<>(backends);
        Map<String, FileEntry> allFiles = new TreeMap<>(files);
        Backend before = allBackends.put(id, backend);
        if (before != null) {
            allFiles.keySet().removeIf(file -> file.startsWith(before.in(id) + "/"));
        }
        allFiles.putAll(itsFiles);
        return of(generation + 1, created, embedder, spec(), segments, deleted, allBackends, allFiles);
    }

    /** The same with search parameters for a backend that it has. */
    IndexManifest tuned(String id, Map<String, String> parameters) {
        Map<String, Backend> all = new TreeMap<>(backends);
        all.computeIfPresent(id, (same, backend) -> backend.tuned(parameters));
        return of(generation + 1, created, embedder, spec(), segments, deleted, all, files);
    }

    /** {@return what a backend is told about the index} */
    public IndexSpec spec() {
        return new IndexSpec(dimension, count, metric, embedderFingerprint);
    }

    /** {@return how many documents searches may find: those that are not deleted} */
    public long live() {
        return count - deleted.count();
    }

    /** How the texts of the first segment lie on disk. */
    TextFormat texts() {
        return segments.get(0).texts(files);
    }

    /** {@return the sum of the sizes of all files} */
    public long bytes() {
        return files.values().stream().mapToLong(FileEntry::bytes).sum();
    }

    /**
     * Demands that an embedder is the one that made the vectors.
     *
     * @param used embedder that queries, or more documents, are going to be embedded with
     * @throws StoreException naming both
     */
    public void demandEmbedder(NamedEmbedder used) {
        Embedder.Traits traits = used.embedder().traits();
        if (!traits.fingerprint().equals(embedderFingerprint) || traits.dimension() != dimension) {
            throw new StoreException("the index was built with embedder " + embedder + " " + embedderFingerprint
                    + " (d = " + dimension + "), but the configured embedder is " + used.id() + " "
                    + traits.fingerprint()
                    + " (d = " + traits.dimension() + "): use that embedder or build the index anew");
        }
    }

    private static String seal(
            long generation,
            String embedder,
            String embedderFingerprint,
            int dimension,
            Metric metric,
            List<Segment> segments,
            Deleted deleted,
            Map<String, Backend> backends,
            Map<String, FileEntry> files) {
        List<Object> all = new ArrayList<>(List.of(generation, embedder, embedderFingerprint, dimension, metric));
        all.addAll(List.of(segments, deleted, backends, files));
        return Sha256.of(Json.line(all).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Documents and their vectors, written together. Thread-safe.
     *
     * @param directory below the index directory: {@code g} and the generation that wrote it, empty in version 1
     * @param count how many
     */
    public record Segment(String directory, long count) {

        /** Every file that a segment may have. */
        static final List<String> NAMES =
                List.of(TextFormat.PLAIN.file(), TextFormat.ZSTD.file(), FramedText.TABLE, CorpusFile.OFFSETS, VECTORS);

        /**
         * Refuses directories elsewhere and segments of nothing.
         *
         * @param directory {@code g} and a number, or empty
         * @param count at least 1
         */
        public Segment {
            if (directory == null || !directory.matches("(g[0-9]{1,18})?") || count < 1) {
                throw new IllegalArgumentException("found the segment " + directory + " of " + count
                        + " documents, wanted a directory such as g1 and at least one document");
            }
        }

        /** A file of this segment relative to the index directory. */
        String path(String name) {
            return directory.isEmpty() ? name : directory + "/" + name;
        }

        /** Whether a file, relative to the index directory, is part of it: its texts, vectors and their checksums. */
        boolean owns(String file) {
            return NAMES.stream()
                    .map(this::path)
                    .anyMatch(name -> file.equals(name) || file.equals(name + BlockSums.SUFFIX));
        }

        /** How its texts lie on disk. */
        TextFormat texts(Map<String, FileEntry> files) {
            return files.containsKey(path(TextFormat.ZSTD.file())) ? TextFormat.ZSTD : TextFormat.PLAIN;
        }

        /** The files that make it up. */
        List<String> content(Map<String, FileEntry> files) {
            List<String> names = new ArrayList<>(
                    List.of(CorpusFile.OFFSETS, VECTORS, texts(files).file()));
            if (texts(files) == TextFormat.ZSTD) {
                names.add(FramedText.TABLE);
            }
            return names;
        }

        private void demand(Map<String, FileEntry> files, int dimension) {
            IndexManifest.demand(files, path(VECTORS), Math.multiplyExact(count, (long) dimension * Float.BYTES));
            IndexManifest.demand(files, path(CorpusFile.OFFSETS), (count + 1) * Long.BYTES);
            for (String name : content(files)) {
                IndexManifest.demand(files, path(name), -1);
            }
        }
    }

    /**
     * Documents that were deleted, until the index is compacted. Thread-safe.
     *
     * @param file 64-bit little-endian ids, rising
     * @param count how many
     */
    public record Deleted(String file, long count) {
        static final Deleted NONE = new Deleted("", 0);
    }

    /**
     * One backend's part. Thread-safe.
     *
     * @param directory where its files are, below the index directory; null for its id
     * @param description short text of the backend about its index
     * @param settings what it was built with
     * @param tuned search parameters that {@code ttt index tune} chose, stronger than defaults and weaker than what the user
     *     sets; left out when there are none
     */
    public record Backend(
            String directory,
            String description,
            Map<String, String> settings,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> tuned) {

        /**
         * Copies the maps and refuses directories elsewhere.
         *
         * @param directory one below the index directory or below a generation's, or null
         * @param description not looked at
         * @param settings copied
         * @param tuned null is an empty map
         */
        public Backend {
            if (directory != null && !directory.matches("(g[0-9]{1,18}/)?[a-z0-9][a-z0-9+-]*")) {
                throw new IllegalArgumentException(
                        "found the backend's directory " + directory + ", wanted one such as g1/exact");
            }
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
            tuned = tuned == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tuned));
        }

        /** The same in another directory. */
        Backend at(String place) {
            return new Backend(place, description, settings, tuned);
        }

        /** The same with other search parameters. */
        Backend tuned(Map<String, String> parameters) {
            return new Backend(directory, description, settings, parameters);
        }

        /** Where its files are, below the index directory. */
        String in(String id) {
            return directory == null ? id : directory;
        }
    }

    /**
     * A file as it was written. Thread-safe.
     *
     * @param bytes its size
     * @param sha256 its SHA-256, hexadecimal
     */
    public record FileEntry(long bytes, String sha256) {}
}
