package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.OnlineText;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;

/** Puts the documents of a corpus together to the streams of a study. Confined to one thread. */
final class StreamStudyData {

    private final Map<String, List<String>> domains = new LinkedHashMap<>();

    private StreamStudyData() {}

    /**
     * A stream. Thread-safe.
     *
     * @param name of it: its domain, or the number of a mixture
     * @param passages in order, each of one domain
     */
    record Stream(String name, List<OnlineText> passages) {
        Stream {
            passages = List.copyOf(passages);
        }
    }

    /**
     * Reads a corpus.
     *
     * @param files of JSON lines
     */
    static StreamStudyData read(List<Path> files, AppSettings app) throws IOException {
        StreamStudyData data = new StreamStudyData();
        for (Path file : files) {
            try (CorpusReader reader = CorpusReader.open(file, app.maxLineBytes(), new BadLines(app.onBadLine()))) {
                for (Optional<CorpusDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
                    CorpusDocument document = next.orElseThrow();
                    data.domains
                            .computeIfAbsent(document.domain(), domain -> new ArrayList<>())
                            .add(document.text());
                }
            }
        }
        return data;
    }

    /** One stream per domain; where it changes, stream i begins with domain i and goes on with those that follow it. */
    List<Stream> streams(StreamStudy study) {
        List<Stream> streams = new ArrayList<>();
        List<String> names = study.domains();
        for (int i = 0; i < names.size(); i++) {
            List<OnlineText> passages = new ArrayList<>();
            int length = study.changeEvery() == 0 ? study.bytes() : study.changeEvery();
            for (int part = 0; part * length < study.bytes(); part++) {
                String domain = names.get((i + part) % names.size());
                int round = part / names.size(); // another part of a domain that comes again
                passages.add(OnlineText.of(
                        domain, text(domain, round * length, Math.min(length, study.bytes() - part * length))));
            }
            streams.add(new Stream(study.changeEvery() == 0 ? names.get(i) : "mixture " + (i + 1), passages));
        }
        return streams;
    }

    /** Text of a domain that no stream of it holds, from the end of its documents; as much as there is. */
    List<String> prior(StreamStudy study, String domain, int bytes) {
        List<String> documents = documents(domain);
        long used = study.bytes();
        List<String> prior = new ArrayList<>();
        int taken = 0;
        for (int i = documents.size() - 1; i >= 0 && taken < bytes; i--) {
            long before = documents.subList(0, i).stream()
                    .mapToLong(text -> text.length() + 2L)
                    .sum();
            if (before < used) {
                break;
            }
            prior.add(documents.get(i));
            taken += documents.get(i).getBytes(StandardCharsets.UTF_8).length;
        }
        return prior;
    }

    private List<String> documents(String domain) {
        List<String> documents = domains.get(domain);
        if (documents == null) {
            throw CommandException.failed(
                    "found no documents of domain \"" + domain + "\", wanted one of " + domains.keySet());
        }
        return documents;
    }

    /** So many bytes of a domain's documents, empty lines between them. */
    private String text(String domain, int from, int length) {
        byte[] all = String.join("\n\n", documents(domain)).getBytes(StandardCharsets.UTF_8);
        int start = boundary(all, Math.min(from, Math.max(0, all.length - length)));
        int end = boundary(all, Math.min(all.length, start + length));
        return new String(all, start, end - start, StandardCharsets.UTF_8);
    }

    private static int boundary(byte[] text, int at) {
        int here = at;
        while (here > 0 && here < text.length && (text[here] & 0xc0) == 0x80) {
            here--;
        }
        return here;
    }
}
