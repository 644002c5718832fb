package org.ttt4j.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.Undo;
import org.ttt4j.store.Compression;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.Durable;
import org.ttt4j.store.NamedOutput;

/** The files of a corpus while they are written: all appear when {@link #publish} is called, or none. One thread. */
final class CorpusOutputs implements AutoCloseable {

    private final List<Part> parts = new ArrayList<>();

    private CorpusOutputs() {}

    /**
     * Starts all files.
     *
     * @throws CommandException if one exists and is not to be replaced
     */
    static CorpusOutputs open(List<Path> files, boolean force) throws IOException {
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw CommandException.failed(file + ": is a directory, wanted the name of a file");
            }
            if (!force && Files.exists(file)) {
                throw CommandException.failed(file + ": exists already; --force replaces it");
            }
        }
        CorpusOutputs outputs = new CorpusOutputs();
        try (Undo undo = new Undo()) {
            undo.push(outputs);
            for (Path file : files) {
                outputs.parts.add(Part.create(file));
            }
            return undo.keep(outputs);
        }
    }

    /** Appends a document to one of the files. */
    void add(int part, CorpusDocument document, long textBytes) throws IOException {
        parts.get(part).add(document, textBytes);
    }

    /** Completes all files, forces them to disk and gives them their names. */
    List<CorpusSummary.Output> publish() throws IOException {
        for (Part part : parts) {
            part.to.close();
        }
        List<CorpusSummary.Output> written = new ArrayList<>();
        for (Part part : parts) {
            Durable.publish(part.temporary, part.file);
            written.add(new CorpusSummary.Output(part.file.toString(), part.documents, part.bytes));
        }
        return written;
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            try {
                part.raw.close(); // not the compressor: what is thrown away need not be complete
            } finally {
                Durable.delete(part.temporary);
            }
        }
    }

    private static final class Part {

        private final Path file;
        private final Path temporary;
        private final NamedOutput raw;
        private final OutputStream to;
        private long documents;
        private long bytes;

        private Part(Path file, Path temporary, NamedOutput raw, OutputStream to) {
            this.file = file;
            this.temporary = temporary;
            this.raw = raw;
            this.to = to;
        }

        static Part create(Path file) throws IOException {
            Path temporary = Durable.temporaryFor(file);
            try (Undo undo = new Undo()) {
                NamedOutput raw = undo.push(new NamedOutput(temporary));
                undo.push(() -> Durable.delete(temporary));
                OutputStream to =
                        Compression.ofName(file.getFileName().toString()).compressed(raw);
                return undo.keep(new Part(file, temporary, raw, to));
            }
        }

        void add(CorpusDocument document, long textBytes) throws IOException {
            to.write(document.line());
            documents++;
            bytes += textBytes;
        }
    }
}
