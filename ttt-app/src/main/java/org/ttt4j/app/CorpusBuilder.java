package org.ttt4j.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.Compression;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;
import org.ttt4j.store.Durable;
import org.ttt4j.store.LineReader;

/**
 * Builds a corpus from files, directories and archives: cuts long texts, leaves out exact duplicates, flags or leaves
 * out near-duplicates, keeps source and domain, splits by source. Holds one file at a time, 32 to 64 bytes per document,
 * and what {@link NearDuplicates} holds. Confined to one thread.
 */
final class CorpusBuilder implements SourceVisitor {

    private final CorpusPlan plan;
    private final AppSettings settings;
    private final NearDuplicateSettings near;
    private final RunControl control;
    private final BadLines bad;
    private final FingerprintSet seen = new FingerprintSet();
    private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
    private final SortedMap<String, Long> domains = new TreeMap<>();
    private CorpusOutputs outputs;
    private Optional<NearDuplicates> nearDuplicates = Optional.empty();
    private long total;
    private long consumed;
    private long files;
    private long documents;
    private long bytes;
    private long duplicates;
    private long flagged;
    private long dropped;

    /**
     * A builder for one plan.
     *
     * @param settings how lines of JSON are treated
     * @param near how near-duplicates are treated
     * @param bad told about lines that cannot be used
     */
    CorpusBuilder(CorpusPlan plan, AppSettings settings, NearDuplicateSettings near, BadLines bad, RunControl control) {
        this.plan = plan;
        this.settings = settings;
        this.near = near;
        this.bad = bad;
        this.control = control;
    }

    /**
     * Builds; to be called once.
     *
     * @throws CommandException if there is no text, an archive is damaged or output exists
     */
    CorpusSummary build() {
        long start = System.nanoTime();
        try (CorpusOutputs opened = CorpusOutputs.open(plan.outputs(), plan.force());
                Undo undo = new Undo()) {
            outputs = opened;
            if (near.policy() != NearDuplicateSettings.Policy.IGNORE) {
                Path file = Durable.temporaryFor(
                        plan.out().resolveSibling(plan.out().getFileName() + ".shingles"));
                nearDuplicates = Optional.of(undo.push(NearDuplicates.open(near.jaccard(), file)));
            }
            List<SourceFile> found = SourceFile.find(plan);
            for (SourceFile file : found) {
                total += Files.size(file.file());
            }
            new SourceWalk(plan, this).visit(found);
            control.checkCancelled();
            if (documents == 0) {
                throw CommandException.failed("found no text in " + plan.from() + ", wanted at least one document"
                        + (skipped.isEmpty() ? "" : "; skipped files: " + skippedCounts())
                        + (bad.total() == 0 ? "" : "; " + bad.sentence()));
            }
            List<CorpusSummary.Output> written = opened.publish();
            return new CorpusSummary(
                    documents,
                    bytes,
                    files,
                    duplicates,
                    flagged,
                    dropped,
                    skippedCounts(),
                    bad.counts(),
                    domains,
                    written,
                    (System.nanoTime() - start) / 1e9);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void file(String source, String domain, InputStream content) throws IOException {
        control.checkCancelled();
        files++;
        String name = Compression.stem(source.toLowerCase(Locale.ROOT));
        if (name.endsWith(".jsonl")) {
            jsonLines(source, domain, content);
            return;
        }
        byte[] whole =
                Compression.decompressed(new BufferedInputStream(content)).readNBytes(plan.maxFileBytes() + 1);
        if (whole.length > plan.maxFileBytes()) {
            skip(SkipReason.TOO_LARGE);
            return;
        }
        Optional<String> text = text(whole);
        if (text.isPresent()) {
            boolean html = plan.htmlToText() && name.matches(".*\\.x?html?");
            String plain = html ? HtmlText.of(text.orElseThrow()) : text.orElseThrow();
            pieces(plain, source + "#", source, Map.of(CorpusDocument.DOMAIN, domain));
        }
    }

    @Override
    public void consumed(long more) {
        consumed += more;
        control.report(new Progress.Advanced("corpus", Math.min(consumed, total), total));
    }

    private Optional<String> text(byte[] whole) {
        for (byte one : whole) {
            if (one == 0) {
                skip(SkipReason.BINARY);
                return Optional.empty();
            }
        }
        Optional<String> text = LineReader.decode(ByteBuffer.wrap(whole));
        if (text.isEmpty()) {
            skip(SkipReason.NOT_UTF8);
        } else if (text.orElseThrow().isBlank()) {
            skip(SkipReason.EMPTY);
            return Optional.empty();
        }
        return text.map(found -> found.startsWith("\ufeff") ? found.substring(1) : found)
                .map(found -> found.replace("\r\n", "\n"));
    }

    private void jsonLines(String source, String domain, InputStream content) throws IOException {
        try (CorpusReader reader = CorpusReader.of(content, source, settings.maxLineBytes(), bad)) {
            for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                control.checkCancelled();
                CorpusDocument document = next.orElseThrow();
                Map<String, String> meta = new TreeMap<>(document.meta());
                if (plan.domain().isPresent()) {
                    meta.put(CorpusDocument.DOMAIN, domain);
                }
                meta.putIfAbsent(CorpusDocument.DOMAIN, domain);
                String own = document.source().isEmpty() ? source + ":" + reader.line() : document.source();
                String group = CorpusDocument.whole(own);
                String label = group.equals(own) ? own + "#" : own + ".";
                pieces(document.text(), label, group, meta);
            }
        }
    }

    /** Writes the pieces of one text; {@code group} decides which part of a split they all go to. */
    private void pieces(String text, String label, String group, Map<String, String> meta) throws IOException {
        int part = plan.split().map(split -> split.part(group)).orElse(0);
        List<String> pieces = TextPieces.split(text, plan.pieceBytes());
        int number = 0;
        for (String piece : pieces) {
            if (piece.isBlank()) {
                continue;
            }
            // A document that was a piece before and needs no further cut keeps its name.
            String own =
                    pieces.size() == 1 && label.endsWith(".") ? label.substring(0, label.length() - 1) : label + number;
            number++;
            if (!seen.add(piece)) {
                duplicates++;
                continue;
            }
            Map<String, String> all = new TreeMap<>(meta);
            all.put(CorpusDocument.SOURCE, own);
            if (nearDuplicates.isPresent() && !distinct(piece, own, all)) {
                dropped++;
                continue;
            }
            CorpusDocument document = new CorpusDocument(piece, all);
            long length = piece.getBytes(StandardCharsets.UTF_8).length;
            outputs.add(part, document, length);
            documents++;
            bytes += length;
            domains.merge(document.domain(), 1L, Long::sum);
        }
    }

    /** Whether a piece is written; if it is a near-duplicate, its metadata say so. */
    private boolean distinct(String piece, String own, Map<String, String> meta) throws IOException {
        meta.remove(CorpusDocument.NEAR_DUPLICATE_OF); // of another corpus
        meta.remove(CorpusDocument.NEAR_DUPLICATE_JACCARD);
        Optional<NearDuplicates.Twin> twin = nearDuplicates.orElseThrow().find(own, piece);
        if (twin.isEmpty()) {
            return true;
        }
        if (near.policy() == NearDuplicateSettings.Policy.DROP) {
            return false;
        }
        meta.put(CorpusDocument.NEAR_DUPLICATE_OF, twin.orElseThrow().name());
        meta.put(
                CorpusDocument.NEAR_DUPLICATE_JACCARD,
                String.format(Locale.ROOT, "%.3f", twin.orElseThrow().jaccard()));
        flagged++;
        return true;
    }

    private void skip(SkipReason reason) {
        skipped.merge(reason, 1L, Long::sum);
    }

    private SortedMap<String, Long> skippedCounts() {
        SortedMap<String, Long> named = new TreeMap<>();
        skipped.forEach((reason, count) -> named.put(reason.name().toLowerCase(Locale.ROOT), count));
        return named;
    }
}
