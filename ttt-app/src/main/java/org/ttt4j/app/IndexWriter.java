package org.ttt4j.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * Builds an index directory beside its place and renames it when it is complete, so that whatever has the name can be
 * opened. Confined to one thread.
 */
final class IndexWriter {

    private static final int BATCH = 512;

    private final Configuration configuration;
    private final AppSettings settings;
    private final RunControl control;

    IndexWriter(Configuration configuration, RunControl control) {
        this.configuration = configuration;
        this.settings = configuration.app();
        this.control = control;
    }

    /**
     * Builds with the configured embedder and index backend.
     *
     * @param bad told about lines that cannot be used
     * @return the manifest of the finished directory
     * @throws CommandException if the directory exists or the corpora hold no document
     */
    IndexManifest build(IndexPlan plan, BadLines bad) {
        Path out = plan.out();
        if (Files.exists(out)) {
            throw CommandException.failed(out + ": exists already, wanted the name of a directory to create");
        }
        for (Path corpus : plan.corpora()) {
            if (!Files.exists(corpus)) {
                throw CommandException.failed(corpus + ": no such file or directory");
            }
        }
        try (Backends backends = new Backends(configuration)) {
            IndexBackendFiles files = new IndexBackendFiles(backends, configuration);
            Embedder embedder = backends.embedder();
            Path parent = out.toAbsolutePath().getParent();
            if (!Files.isDirectory(parent)) {
                throw new NoSuchFileException(parent.toString());
            }
            Path temporary = Durable.temporaryFor(out);
            try {
                Files.createDirectory(temporary);
                IndexManifest manifest = write(plan, temporary, files, embedder, bad);
                control.checkCancelled();
                Durable.publish(temporary, out);
                return manifest;
            } finally {
                Durable.delete(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IndexManifest write(
            IndexPlan plan, Path directory, IndexBackendFiles files, Embedder embedder, BadLines bad)
            throws IOException {
        long count = copy(plan.corpora(), directory, bad);
        Embedder.Traits traits = embedder.traits();
        Path vectorFile = directory.resolve(IndexManifest.VECTORS);
        try (CorpusFile corpus = CorpusFile.open(directory, count)) {
            embed(corpus, embedder, vectorFile);
        }
        IndexSpec spec = new IndexSpec(traits.dimension(), count, settings.metric(), traits.fingerprint());
        IndexManifest.Backend backend;
        try (VectorFile vectors = VectorFile.open(vectorFile, spec.dimension(), count)) {
            backend = files.build(directory.resolve(files.id()), spec, vectors, control);
        }
        Durable.forceTree(directory);
        IndexManifest manifest = new IndexManifest(
                IndexManifest.FORMAT,
                IndexManifest.VERSION,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                configuration.chosen(Slot.EMBEDDER).provider().id(),
                traits.fingerprint(),
                traits.dimension(),
                settings.metric(),
                count,
                Map.of(files.id(), backend),
                IndexFiles.describe(directory, "", control));
        IndexFiles.writeManifest(directory, manifest);
        return manifest;
    }

    private long copy(List<Path> corpora, Path directory, BadLines bad) throws IOException {
        long count;
        try (CorpusFileWriter writer = CorpusFileWriter.create(directory)) {
            for (Path corpus : corpora) {
                try (CorpusReader reader = CorpusReader.open(corpus, settings.maxLineBytes(), bad)) {
                    for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                        control.checkCancelled();
                        writer.add(next.orElseThrow());
                        control.report(new Progress.Advanced("read", writer.count(), -1));
                    }
                }
            }
            count = writer.count();
        }
        if (count == 0) {
            throw CommandException.failed(corpora + ": found no document, wanted at least one"
                    + (bad.total() == 0 ? "" : "; " + bad.sentence()));
        }
        return count;
    }

    private void embed(CorpusFile corpus, Embedder embedder, Path file) throws IOException {
        int dimension = embedder.traits().dimension();
        try (NamedOutput out = new NamedOutput(file)) {
            for (long from = 0; from < corpus.size(); from += BATCH) {
                control.checkCancelled();
                long[] ids = LongStream.range(from, Math.min(corpus.size(), from + BATCH))
                        .toArray();
                EmbeddingBatch batch = embedder.embed(corpus.texts(ids), within(from, corpus.size()));
                control.checkCancelled();
                ByteBuffer bytes = ByteBuffer.allocate(batch.rows() * dimension * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(batch.values());
                out.write(bytes.array());
                control.report(new Progress.Advanced("embed", from + ids.length, corpus.size()));
            }
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
