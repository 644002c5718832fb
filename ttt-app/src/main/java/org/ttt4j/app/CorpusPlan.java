package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ttt4j.store.Compression;

/**
 * A corpus to build. Thread-safe.
 *
 * @param from files, archives and directories, in this order
 * @param out file of JSON lines; its name says how it is compressed
 * @param filter which files of directories and archives count
 * @param domain of every document, or empty to take it from directory, archive or JSON
 * @param pieceBytes longest document, in UTF-8 bytes
 * @param maxFileBytes longest file that is read whole; longer ones are skipped and counted
 * @param split into several files, or empty for one
 * @param htmlToText whether HTML files become plain text
 * @param force whether existing output is replaced
 */
record CorpusPlan(
        List<Path> from,
        Path out,
        GlobFilter filter,
        Optional<String> domain,
        int pieceBytes,
        int maxFileBytes,
        Optional<CorpusSplit> split,
        boolean htmlToText,
        boolean force) {

    static final int PIECE_BYTES = 4096;
    static final int MAX_FILE_BYTES = 64 << 20;

    CorpusPlan {
        from = List.copyOf(from);
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(split, "split");
        if (from.isEmpty()) {
            throw new IllegalArgumentException("found nothing to build a corpus from, wanted at least one path");
        }
        if (!Compression.stem(name(out)).endsWith(".jsonl")) {
            throw new IllegalArgumentException(
                    "found the output " + out + ", wanted a name that ends in .jsonl, .jsonl.gz or .jsonl.zst");
        }
        if (pieceBytes < TextPieces.LEAST || maxFileBytes < pieceBytes) {
            throw new IllegalArgumentException("found pieces of " + pieceBytes + " bytes and files of " + maxFileBytes
                    + ", wanted pieces >= " + TextPieces.LEAST + " and files >= pieces");
        }
    }

    /** All of some paths, with the defaults of the command line. */
    static CorpusPlan of(List<Path> from, Path out) {
        return new CorpusPlan(
                from,
                out,
                GlobFilter.ALL,
                Optional.empty(),
                PIECE_BYTES,
                MAX_FILE_BYTES,
                Optional.empty(),
                false,
                false);
    }

    /** The files that will be written: one, or one per part, {@code F.jsonl.gz} becoming {@code F-train.jsonl.gz}. */
    List<Path> outputs() {
        if (split.isEmpty()) {
            return List.of(out);
        }
        String name = name(out);
        String stem = Compression.stem(name);
        String front = stem.substring(0, stem.length() - ".jsonl".length());
        String end = ".jsonl" + name.substring(stem.length());
        return split.orElseThrow().parts().stream()
                .map(part -> out.resolveSibling(front + "-" + part.name() + end))
                .toList();
    }

    private static String name(Path path) {
        return path.getFileName() == null ? "" : path.getFileName().toString();
    }
}
