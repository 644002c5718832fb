package org.ttt4j.app;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.ttt4j.store.Compression;

/**
 * Visits the files of a corpus plan and the entries of zip, jar and tar archives among them, in a fixed order. Nothing
 * is unpacked to disk, so a name in an archive is only a label. Confined to one thread.
 */
final class SourceWalk {

    /** What one archive may unpack to before it is taken for a bomb. */
    private static final long MAX_ARCHIVE_BYTES = 64L << 30;

    private final CorpusPlan plan;
    private final SourceVisitor visitor;
    private long unpacked;

    SourceWalk(CorpusPlan plan, SourceVisitor visitor) {
        this.plan = plan;
        this.visitor = visitor;
    }

    /**
     * Visits all files.
     *
     * @throws CommandException if an archive is damaged
     */
    void visit(List<SourceFile> files) throws IOException {
        for (SourceFile file : files) {
            unpacked = 0;
            try {
                switch (ArchiveKind.of(file.label())) {
                    case ZIP -> zip(file);
                    case TAR -> tar(file);
                    case NONE -> plain(file);
                }
            } catch (ZipException | EOFException | ZstdIOException damaged) {
                throw damaged(file, damaged);
            }
        }
    }

    private void plain(SourceFile file) throws IOException {
        long size = Files.size(file.file());
        try (CountingInput raw = new CountingInput(Files.newInputStream(file.file()), visitor::consumed, false)) {
            visitor.file(file.label(), file.domain(), raw);
            visitor.consumed(size - raw.count());
        }
    }

    private void zip(SourceFile file) throws IOException {
        try (ZipFile zip = open(file)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory() && wanted(entry.getName())) {
                    try (InputStream content = zip.getInputStream(entry)) {
                        entry(file, entry.getName(), content);
                    }
                }
                visitor.consumed(Math.max(0, entry.getCompressedSize()));
            }
        } catch (IllegalArgumentException malformed) { // names that no charset can read
            throw damaged(file, malformed);
        }
    }

    private static ZipFile open(SourceFile file) throws IOException {
        try {
            return new ZipFile(file.file().toFile(), StandardCharsets.UTF_8);
        } catch (ZipException perhapsOtherNames) {
            // Old archives name their entries in the code page of some machine; any one-byte charset reads them.
            Charset oneByte = StandardCharsets.ISO_8859_1;
            return new ZipFile(file.file().toFile(), oneByte);
        }
    }

    private void tar(SourceFile file) throws IOException {
        try (CountingInput raw = new CountingInput(Files.newInputStream(file.file()), visitor::consumed, false);
                InputStream plain = Compression.decompressed(raw);
                TarArchiveInputStream tar = new TarArchiveInputStream(plain, StandardCharsets.UTF_8.name())) {
            TarArchiveEntry first = tar.getNextEntry();
            if (first == null) {
                throw new EOFException("no entry");
            }
            for (TarArchiveEntry entry = first; entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && tar.canReadEntryData(entry) && wanted(entry.getName())) {
                    entry(file, entry.getName(), tar);
                }
            }
        } catch (IllegalArgumentException malformed) { // what the tar reader says about impossible headers
            throw damaged(file, malformed);
        } catch (IOException failure) {
            // The tar and zstd readers have no exception of their own for damage; files on disk have.
            if (failure instanceof FileSystemException) {
                throw failure;
            }
            throw damaged(file, failure);
        }
    }

    private void entry(SourceFile archive, String name, InputStream content) throws IOException {
        try (CountingInput counted = new CountingInput(content, bytes -> unpacked += bytes, true)) {
            visitor.file(archive.label() + "!" + name, archive.domain(), counted);
        }
        if (unpacked > MAX_ARCHIVE_BYTES) {
            throw CommandException.failed(
                    archive.file() + ": unpacks to more than " + (MAX_ARCHIVE_BYTES >> 30) + " GiB, wanted less");
        }
    }

    private boolean wanted(String name) {
        String path = name.replace('\\', '/').replace("\0", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return !last.isEmpty() && plan.filter().accepts(path);
    }

    private static CommandException damaged(SourceFile file, Exception cause) {
        return CommandException.failed(
                file.file() + ": the archive is damaged or cut short (" + cause.getMessage()
                        + "); --exclude leaves it out",
                cause);
    }
}
