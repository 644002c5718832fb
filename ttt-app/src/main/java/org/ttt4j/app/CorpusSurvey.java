package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;

/**
 * What is known of corpora before they are indexed. Thread-safe.
 *
 * @param documents how many can be used
 * @param textBytes of all their texts in UTF-8
 * @param sample some of the texts, each as likely as the others, the same in each run
 */
record CorpusSurvey(long documents, long textBytes, List<String> sample) {

    private static final int SAMPLE = 64;
    private static final int DOCUMENTS_PER_CHECK = 1024;

    CorpusSurvey {
        sample = List.copyOf(sample);
    }

    /**
     * Reads all of some corpora once and keeps next to nothing.
     *
     * @throws CommandException if one is missing, damaged, or has a bad line that may not be skipped
     */
    static CorpusSurvey of(List<Path> corpora, AppSettings settings, RunControl control) throws IOException {
        BadLines bad = new BadLines(settings.onBadLine());
        SplittableRandom random = new SplittableRandom(1);
        List<String> sample = new ArrayList<>();
        long documents = 0;
        long bytes = 0;
        for (Path corpus : corpora) {
            try (CorpusReader reader = CorpusReader.open(corpus, settings.maxLineBytes(), bad)) {
                for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                    String text = next.orElseThrow().text();
                    if (sample.size() < SAMPLE) {
                        sample.add(text);
                    } else if (random.nextLong(documents + 1) < SAMPLE) {
                        sample.set(random.nextInt(SAMPLE), text);
                    }
                    bytes += text.getBytes(StandardCharsets.UTF_8).length;
                    if (documents++ % DOCUMENTS_PER_CHECK == 0) {
                        control.checkCancelled();
                    }
                }
            }
        }
        if (documents == 0) {
            throw CommandException.failed("found no document that can be used in " + corpora + ", wanted at least one");
        }
        return new CorpusSurvey(documents, bytes, sample);
    }
}
