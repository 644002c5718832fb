package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * A segment that is being made: documents are read from corpora, then embedded, or copied from indexes with their vectors.
 * What a checkpoint has recorded survives
 * the end of the process at any moment, and the finished files do not depend on how often that happened. The caller holds
 * a lock. Confined to one thread.
 */
final class StagedDirectory {

    /** Where {@code ttt index add} prepares, below the index directory. */
    static final String ADD = "add.building";

    /** The same for {@code ttt index compact}. */
    static final String COMPACT = "compact.building";

    /** Rows that are copied at once. */
    private static final int BATCH = 512;

    /** Texts that are embedded at once: few enough for a checkpoint within a minute at two texts a second. */
    private static final int EMBED_BATCH = 64;

    private final Path directory;
    private final TextFormat texts;
    private final IndexSettings settings;
    private final RunControl control;
    private BuildProgress progress;
    private long saved = System.nanoTime();

    private StagedDirectory(
            Path directory, TextFormat texts, IndexSettings settings, RunControl control, BuildProgress progress) {
        this.directory = directory;
        this.texts = texts;
        this.settings = settings;
        this.control = control;
        this.progress = progress;
    }

    /**
     * Begins in a new directory, or goes on in one that the same build left.
     *
     * @throws StoreException if the directory belongs to another build
     */
    static StagedDirectory open(
            Path directory, BuildIdentity identity, TextFormat texts, IndexSettings settings, RunControl control)
            throws IOException {
        if (BuildIdentity.isIn(directory)) {
            identity.demandSame(directory);
        } else {
            Files.createDirectories(directory);
            identity.write(directory);
        }
        StagedDirectory staged =
                new StagedDirectory(directory, texts, settings, control, BuildProgress.read(directory));
        staged.cutBack();
        return staged;
    }

    BuildProgress progress() {
        return progress;
    }

    /**
     * Reads what was not read yet.
     *
     * @param bad told about lines that cannot be used, also about those that earlier runs met
     * @return how many documents there are
     */
    long read(List<Path> corpora, BadLines bad) throws IOException {
        bad.restore(progress.bad());
        if (progress.read()) {
            return progress.documents();
        }
        long count;
        try (CorpusFileWriter writer = CorpusFileWriter.append(directory, texts)) {
            for (int i = progress.corpus(); i < corpora.size(); i++) {
                try (CorpusReader reader = CorpusReader.open(corpora.get(i), settings.maxLineBytes(), bad)) {
                    reader.skip(i == progress.corpus() ? progress.line() : 0);
                    for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                        control.checkCancelled();
                        writer.add(next.orElseThrow());
                        control.report(new Progress.Advanced("read", writer.count(), -1));
                        if (writer.settled() && due()) {
                            writer.force();
                            save(new BuildProgress(writer.count(), i, reader.line(), false, 0, lengths(), bad.state()));
                        }
                    }
                }
            }
            count = writer.count();
        }
        if (count == 0) {
            throw new StoreException(corpora + ": found no document, wanted at least one"
                    + (bad.total() == 0 ? "" : "; " + bad.sentence()));
        }
        save(new BuildProgress(count, corpora.size(), 0, true, 0, lengths(), bad.state()));
        return count;
    }

    /**
     * Copies the documents of indexes that are not deleted, with their vectors, as far as they were not copied yet; ids
     * follow the order of the sources.
     *
     * @return how many documents there are
     * @throws StoreException if all are deleted
     */
    long copy(List<IndexDirectory> sources) throws IOException {
        if (progress.read()) {
            return progress.documents();
        }
        long total =
                sources.stream().mapToLong(source -> source.manifest().live()).sum();
        if (total == 0) {
            throw new StoreException("every document is deleted, wanted at least one to keep");
        }
        try (CorpusFileWriter writer = CorpusFileWriter.append(directory, texts);
                NamedOutput out = NamedOutput.appendingTo(directory.resolve(IndexManifest.VECTORS))) {
            for (int i = progress.corpus(); i < sources.size(); i++) {
                IndexDirectory source = sources.get(i);
                StoredCorpus.Scan scan = source.documents().scan();
                long count = source.manifest().count();
                for (long from = i == progress.corpus() ? progress.line() : 0; from < count; from += BATCH) {
                    control.checkCancelled();
                    long[] ids = live(source, from, Math.min(count, from + BATCH));
                    byte[] rows = bytes(source.vectors().reconstruct(ids).values());
                    for (int row = 0; row < ids.length; row++) {
                        writer.add(scan.line(ids[row]));
                        out.write(rows, rows.length / ids.length * row, rows.length / ids.length);
                        if (writer.settled() && due()) {
                            writer.force();
                            out.force();
                            save(new BuildProgress(
                                    writer.count(), i, ids[row] + 1, false, 0, lengths(), BadLines.State.NONE));
                        }
                    }
                    control.report(new Progress.Advanced("copy", writer.count(), total));
                }
            }
        }
        save(new BuildProgress(total, sources.size(), 0, true, total, lengths(), BadLines.State.NONE));
        return total;
    }

    private static long[] live(IndexDirectory source, long from, long to) {
        return LongStream.range(from, to)
                .filter(id -> !source.deleted().contains(id))
                .toArray();
    }

    private static byte[] bytes(FloatBuffer values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** Embeds what was not embedded yet, after {@link #read}. */
    void embed(Embedder embedder) throws IOException {
        long count = progress.documents();
        try (CorpusFile corpus = CorpusFile.open(directory, count, texts, FileOpening.AS_IS);
                NamedOutput out = NamedOutput.appendingTo(directory.resolve(IndexManifest.VECTORS))) {
            // Always in the same batches, as the last bits of a vector may depend on its company.
            for (long from = progress.embedded(); from < count; from += EMBED_BATCH) {
                control.checkCancelled();
                long[] ids = LongStream.range(from, Math.min(count, from + EMBED_BATCH))
                        .toArray();
                EmbeddingBatch batch = embedder.embed(corpus.texts(ids), within(from, count));
                control.checkCancelled();
                out.write(bytes(batch.values()));
                long done = from + ids.length;
                control.report(new Progress.Advanced("embed", done, count));
                if (due() || done == count) {
                    out.force();
                    save(embedded(done));
                }
            }
        }
    }

    /** Removes the traces of the build from a directory that is in its place. */
    static void complete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                if (IndexBackendFiles.isTrace(entry.getFileName().toString())) {
                    Durable.delete(entry);
                }
            }
        }
        BuildProgress.remove(directory);
        BuildIdentity.remove(directory);
    }

    /** Removes what backends have built of the segment, but for some of them. */
    static void keepBackends(Path directory, Set<String> ids) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                String id = name.replaceFirst("[.].*", "");
                if ((Files.isDirectory(entry) || IndexBackendFiles.isTrace(name)) && !ids.contains(id)) {
                    Durable.delete(entry);
                }
            }
        }
    }

    private BuildProgress embedded(long done) throws IOException {
        return new BuildProgress(progress.documents(), progress.corpus(), 0, true, done, lengths(), progress.bad());
    }

    private boolean due() {
        return System.nanoTime() - saved >= settings.checkpointSeconds() * 1e9;
    }

    private void save(BuildProgress reached) throws IOException {
        Durable.force(directory); // a file of which only the content is on disk is lost
        reached.write(directory);
        progress = reached;
        saved = System.nanoTime();
    }

    /** Lengths of all files that are written as the build goes on. */
    private Map<String, Long> lengths() throws IOException {
        Map<String, Long> lengths = new TreeMap<>();
        for (String name : List.of(texts.file(), CorpusFile.OFFSETS, FramedText.TABLE, IndexManifest.VECTORS)) {
            if (Files.exists(directory.resolve(name))) {
                lengths.put(name, Files.size(directory.resolve(name)));
            }
        }
        return lengths;
    }

    /** Removes whatever was written after the last checkpoint; backends begin when all is embedded and keep their own. */
    private void cutBack() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                Long length = progress.lengths().get(name);
                if (length != null) {
                    cut(entry, length);
                } else if (!BuildIdentity.isFile(name) && !BuildProgress.isFile(name) && !ofBackend(entry)) {
                    Durable.delete(entry);
                }
            }
        }
    }

    private boolean ofBackend(Path entry) {
        boolean begun = progress.read() && progress.embedded() == progress.documents();
        return begun
                && (Files.isDirectory(entry)
                        || IndexBackendFiles.isTrace(entry.getFileName().toString()));
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() < length) {
                throw new StoreException(file + ": found " + channel.size() + " bytes, wanted the " + length
                        + " of the last checkpoint; remove " + file.getParent());
            }
            channel.truncate(length);
        }
    }

    /** Lets an embedder count within one batch what the user sees as a part of the whole. */
    private RunControl within(long base, long total) {
        RunControl[] inner = new RunControl[1];
        inner[0] = RunControl.reportingTo(event -> {
            if (control.cancelled()) {
                inner[0].cancel();
            }
            if (event instanceof Progress.Advanced advanced) {
                control.report(new Progress.Advanced("embed", base + advanced.done(), total));
            }
        });
        return inner[0];
    }
}
