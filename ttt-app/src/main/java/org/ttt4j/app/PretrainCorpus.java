package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;
import org.ttt4j.store.Sha256;
import org.ttt4j.study.SourceGroup;

/**
 * Training texts and texts never trained on. Thread-safe.
 *
 * @param training texts to train on
 * @param heldOut texts to score
 * @param skipped what was wrong with lines that could not be used, in words; empty if nothing
 */
record PretrainCorpus(List<String> training, List<String> heldOut, String skipped) {

    PretrainCorpus {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }

    /**
     * Reads corpora.
     *
     * @param heldOutFile texts to hold out; empty to hold out a share of the sources of {@code files}
     * @param share of the sources to hold out, in (0, 1); whole sources, so that no fragment of a file is on both sides
     * @throws CommandException if a side is empty
     */
    static PretrainCorpus read(
            List<Path> files, Optional<Path> heldOutFile, double share, AppSettings app, RunControl control)
            throws IOException {
        List<String> training = new ArrayList<>();
        List<String> heldOut = new ArrayList<>();
        BadLines bad = new BadLines(app.onBadLine());
        for (Path file : files) {
            long[] line = {0};
            each(file, app, bad, control, document -> {
                boolean held = heldOutFile.isEmpty() && isHeldOut(document, line[0]++, share);
                (held ? heldOut : training).add(document.text());
            });
        }
        if (heldOutFile.isPresent()) {
            each(heldOutFile.orElseThrow(), app, bad, control, document -> heldOut.add(document.text()));
        }
        if (training.isEmpty() || heldOut.isEmpty()) {
            throw CommandException.failed("found " + training.size() + " documents to train on and " + heldOut.size()
                    + " to hold out, wanted some of both"
                    + (heldOutFile.isEmpty() ? "; --heldout FILE or a larger --heldout-share helps" : ""));
        }
        return new PretrainCorpus(training, heldOut, bad.sentence());
    }

    /** Decided by the source's name alone, so that it does not change when other files are added. */
    private static boolean isHeldOut(CorpusDocument document, long position, double share) {
        String group = SourceGroup.of(document.domain(), document.source(), position);
        String digest = Sha256.of(group.getBytes(StandardCharsets.UTF_8));
        return Long.parseLong(digest.substring(0, 8), 16) < share * 0x1p32;
    }

    private static void each(
            Path file, AppSettings app, BadLines bad, RunControl control, Consumer<CorpusDocument> visitor)
            throws IOException {
        try (CorpusReader reader = CorpusReader.open(file, app.maxLineBytes(), bad)) {
            for (Optional<CorpusDocument> document = reader.next(); document.isPresent(); document = reader.next()) {
                control.checkCancelled();
                visitor.accept(document.orElseThrow());
            }
        }
    }
}
