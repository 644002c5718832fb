package org.ttt4j.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.Durable;
import org.ttt4j.store.LineReader;
import org.ttt4j.store.NamedOutput;
import org.ttt4j.store.Sha256;

/**
 * Makes the demo's corpus from the archives of a plan. The same plan gives the same documents on every machine.
 * Thread-safe.
 *
 * @param indexed documents to index, domain after domain
 * @param heldOut documents of files of which nothing is indexed, domain after domain
 */
record DemoCorpus(List<CorpusDocument> indexed, List<CorpusDocument> heldOut) {

    DemoCorpus {
        indexed = List.copyOf(indexed);
        heldOut = List.copyOf(heldOut);
    }

    /** Gives the local file of an artifact. */
    @FunctionalInterface
    interface Archives {
        /** Finds or downloads it. */
        Path file(DemoPlan.Artifact artifact) throws IOException;
    }

    /** Reads the archives and splits by file; a piece that occurs a second time in its domain is left out. */
    static DemoCorpus build(DemoPlan plan, Archives archives, RunControl control) throws IOException {
        List<CorpusDocument> indexed = new ArrayList<>();
        List<CorpusDocument> heldOut = new ArrayList<>();
        for (DemoPlan.Domain domain : plan.domains()) {
            List<SourceFile> files = new ArrayList<>();
            for (DemoPlan.Artifact artifact : domain.artifacts()) {
                control.checkCancelled();
                files.addAll(read(plan, domain, artifact, archives.file(artifact)));
            }
            files.sort(Comparator.comparing(SourceFile::order).thenComparing(SourceFile::source));
            split(domain, files, indexed, heldOut);
        }
        return new DemoCorpus(indexed, heldOut);
    }

    /** Writes documents as JSON lines, whole or not at all. */
    static void write(List<CorpusDocument> documents, Path file) throws IOException {
        Path temporary = Durable.temporaryFor(file);
        try (NamedOutput out = new NamedOutput(temporary)) {
            for (CorpusDocument document : documents) {
                out.write(document.line());
            }
        } catch (IOException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
        Durable.publish(temporary, file);
    }

    /** Files come in an order that depends on their names alone and mixes directories. */
    private record SourceFile(String order, String source, List<String> pieces) {}

    private static List<SourceFile> read(
            DemoPlan plan, DemoPlan.Domain domain, DemoPlan.Artifact artifact, Path archive) throws IOException {
        List<PathMatcher> include = matchers(artifact.include());
        List<PathMatcher> exclude = matchers(artifact.exclude());
        List<SourceFile> files = new ArrayList<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                Path name = Path.of(entry.getName());
                if (entry.isDirectory()
                        || include.stream().noneMatch(matcher -> matcher.matches(name))
                        || exclude.stream().anyMatch(matcher -> matcher.matches(name))) {
                    continue;
                }
                Optional<String> text = text(zip, entry, artifact);
                if (text.isPresent()) {
                    String clean = DemoText.clean(text.orElseThrow(), domain.dropLeadingNotice());
                    List<String> pieces = DemoText.pieces(clean, plan.pieceBytes(), plan.minPieceBytes());
                    if (!pieces.isEmpty()) {
                        files.add(new SourceFile(
                                Sha256.of(entry.getName().getBytes(StandardCharsets.UTF_8)),
                                artifact.coordinates() + "!" + entry.getName(),
                                pieces.subList(0, Math.min(pieces.size(), domain.maxPiecesPerFile()))));
                    }
                }
            }
        }
        return files;
    }

    private static Optional<String> text(ZipFile zip, ZipEntry entry, DemoPlan.Artifact artifact) throws IOException {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        Optional<String> whole = LineReader.decode(ByteBuffer.wrap(bytes));
        if (whole.isEmpty() || artifact.textPointer() == null) {
            return whole;
        }
        JsonNode text = Json.MAPPER.readTree(whole.orElseThrow()).at(artifact.textPointer());
        return Optional.ofNullable(text.textValue());
    }

    private static void split(
            DemoPlan.Domain domain,
            List<SourceFile> files,
            List<CorpusDocument> indexed,
            List<CorpusDocument> heldOut) {
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (int i = 0; i < files.size(); i++) {
            for (int piece = 0; piece < files.get(i).pieces().size(); piece++) {
                String text = files.get(i).pieces().get(piece);
                if (!seen.add(text.strip().replaceAll("\\s+", " "))) {
                    continue;
                }
                CorpusDocument document = new CorpusDocument(
                        text,
                        Map.of(
                                CorpusDocument.DOMAIN,
                                domain.domain(),
                                CorpusDocument.SOURCE,
                                files.get(i).source() + "#" + piece));
                if (i < domain.heldOutFiles()) {
                    heldOut.add(document);
                } else if (count < domain.maxDocuments()) {
                    indexed.add(document);
                    count++;
                }
            }
        }
    }

    private static List<PathMatcher> matchers(List<String> globs) {
        return globs.stream()
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
    }
}
