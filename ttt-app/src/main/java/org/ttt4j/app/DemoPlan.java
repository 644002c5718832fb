package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.ttt4j.store.Sha256;

/**
 * What the demo's corpus is made of; {@code demo/corpus.json} holds the bundled one. Thread-safe.
 *
 * @param pieceBytes longest piece of a file in UTF-8 bytes
 * @param minPieceBytes shorter pieces are dropped
 * @param domains kinds of text
 */
record DemoPlan(int pieceBytes, int minPieceBytes, List<Domain> domains) {

    private static final String BUNDLED = "demo/corpus.json";

    DemoPlan {
        domains = List.copyOf(domains);
        if (minPieceBytes < 1 || pieceBytes < minPieceBytes || domains.isEmpty()) {
            throw new IllegalArgumentException("found piece_bytes=" + pieceBytes + ", min_piece_bytes=" + minPieceBytes
                    + ", " + domains.size() + " domains, wanted 1 <= min_piece_bytes <= piece_bytes and some domains");
        }
    }

    /**
     * A kind of text. Thread-safe.
     *
     * @param domain its name
     * @param maxDocuments pieces to index at most
     * @param heldOutFiles whole files that are evaluated on and never indexed
     * @param maxPiecesPerFile pieces that one file gives at most
     * @param dropLeadingNotice whether a copyright notice at the start of a file is dropped: it is the same in every
     *     file, and would make adaptation look better than it is
     * @param artifacts where the files come from
     */
    record Domain(
            String domain,
            int maxDocuments,
            int heldOutFiles,
            int maxPiecesPerFile,
            boolean dropLeadingNotice,
            List<Artifact> artifacts) {
        /** Copies the list. */
        Domain {
            artifacts = List.copyOf(artifacts);
        }
    }

    /**
     * An archive. Thread-safe.
     *
     * @param coordinates in a Maven repository
     * @param sha256 of the archive
     * @param bytes its size
     * @param license of the texts taken from it
     * @param include globs of entry names to take
     * @param exclude globs of entry names to leave
     * @param textPointer JSON pointer to the text in entries that are JSON documents, or null when the entry is the text
     */
    record Artifact(
            String coordinates,
            String sha256,
            long bytes,
            String license,
            List<String> include,
            List<String> exclude,
            String textPointer) {
        /** Copies the lists; an absent list is empty. */
        Artifact {
            include = List.copyOf(include);
            exclude = Optional.ofNullable(exclude).map(List::copyOf).orElse(List.of());
        }
    }

    /** The plan that comes with the program. */
    static DemoPlan bundled() {
        try (InputStream json = open()) {
            return Json.MAPPER.readValue(json, DemoPlan.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the application's own " + BUNDLED + " cannot be read", e);
        }
    }

    /** What identifies the bundled plan. */
    static String bundledSha256() {
        try (InputStream json = open()) {
            return Sha256.of(json.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the application's own " + BUNDLED + " cannot be read", e);
        }
    }

    private static InputStream open() {
        return DemoPlan.class.getResourceAsStream(BUNDLED);
    }
}
