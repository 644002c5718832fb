package org.ttt4j.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Corpus;

/** The documents of all segments of an index, numbered through. Borrows the files. Thread-safe. */
final class StoredCorpus implements Corpus {

    private final List<CorpusFile> files;
    private final Numbering numbering;

    StoredCorpus(List<CorpusFile> files) {
        this.files = List.copyOf(files);
        this.numbering =
                new Numbering(files.stream().mapToLong(CorpusFile::size).toArray());
    }

    @Override
    public long size() {
        return numbering.count();
    }

    @Override
    public List<String> texts(long[] ids) {
        Scan scan = scan();
        List<String> texts = new ArrayList<>(ids.length);
        for (long id : ids) {
            texts.add(scan.document(id).text());
        }
        return texts;
    }

    @Override
    public Map<String, String> metadata(long id) {
        int segment = numbering.segment(id);
        return files.get(segment).metadata(id - numbering.start(segment));
    }

    /** Reads many documents, cheapest in the order of ids. */
    Scan scan() {
        return new Scan();
    }

    /** Reads many documents. Confined to one thread. */
    final class Scan {

        private final List<CorpusFile.Scan> scans =
                files.stream().map(CorpusFile::scan).toList();

        private Scan() {}

        /** The line of a document as it is stored, with its end. */
        byte[] line(long id) {
            int segment = numbering.segment(id);
            return scans.get(segment).line(id - numbering.start(segment));
        }

        /** A document. */
        CorpusDocument document(long id) {
            int segment = numbering.segment(id);
            return scans.get(segment).document(id - numbering.start(segment));
        }
    }
}
