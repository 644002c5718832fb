package org.ttt4j.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * Looks at every byte of an index: checksums, each document, each vector, and whether documents find themselves.
 * Confined to one thread.
 */
public final class IndexVerification {

    private static final int BATCH = 4096;
    private static final int K = 10;

    private final RunControl control;

    /**
     * A verification.
     *
     * @param control is told about the stages {@code verify}, in bytes, and {@code read}, in documents
     */
    public IndexVerification(RunControl control) {
        this.control = control;
    }

    /**
     * What was found. Thread-safe.
     *
     * @param directory the index
     * @param bytes size of all files, each compared with its SHA-256
     * @param documents documents read, deleted ones included
     * @param deleted how many of them are deleted
     * @param backend which backend searched
     * @param exact whether it promises to find all
     * @param sampled documents searched for by their own vectors
     * @param found how many of them were among the ten nearest, or no nearer than the tenth
     * @param contentSha256 hash of documents and vectors
     */
    public record Report(
            String directory,
            long bytes,
            long documents,
            long deleted,
            String backend,
            boolean exact,
            int sampled,
            int found,
            String contentSha256) {}

    /**
     * Verifies.
     *
     * @param directory of the index
     * @param backend searches; one that has no files there gets them built
     * @param sample documents to search for; fewer if there are fewer
     * @return what was found, when nothing is wrong
     * @throws StoreException at the first thing that is wrong
     */
    public Report verify(Path directory, IndexBackend backend, int sample) {
        try (IndexDirectory opened = IndexDirectory.open(directory, Verify.OPEN, control)) {
            IndexManifest manifest = opened.manifest();
            readAll(opened);
            VectorIndex index = opened.index(backend, control);
            long[] ids = sample(opened, sample);
            int found = found(opened, index, ids);
            boolean exact = index.traits().exact();
            if (exact ? found < ids.length : found < (ids.length + 1) / 2) {
                throw new StoreException(directory + ": found " + found + " of " + ids.length
                        + " documents by their own vectors with backend " + backend.id() + ", wanted "
                        + (exact
                                ? "all: it is exact; the index is damaged"
                                : "at least half; the index is damaged, or its search parameters are too low for it"
                                        + " (`ttt index tune`)"));
            }
            return new Report(
                    directory.toString(),
                    manifest.bytes(),
                    manifest.count(),
                    manifest.deleted().count(),
                    backend.id(),
                    exact,
                    ids.length,
                    found,
                    manifest.contentHash());
        }
    }

    private void readAll(IndexDirectory opened) {
        long count = opened.manifest().count();
        StoredCorpus.Scan scan = opened.documents().scan();
        for (long from = 0; from < count; from += BATCH) {
            control.checkCancelled();
            int rows = (int) Math.min(BATCH, count - from);
            float[] values = opened.vectors().rows(from, rows).toArray();
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new StoreException(opened.path() + ": found " + values[i] + " in vector "
                            + (from + i / opened.manifest().dimension()) + ", wanted finite numbers");
                }
            }
            for (long id = from; id < from + rows; id++) {
                scan.document(id);
            }
            control.report(new Progress.Advanced("read", from + rows, count));
        }
    }

    /** Documents that are not deleted, evenly spread. */
    private static long[] sample(IndexDirectory opened, int wanted) {
        long live = opened.manifest().live();
        long[] ids = new long[(int) Math.min(wanted, live)];
        int taken = 0;
        long seen = 0;
        for (long id = 0; taken < ids.length; id++) {
            if (!opened.deleted().contains(id)) {
                // Of the live ones, as a pattern of deleted ids may be that of a stride over all.
                long next = live / ids.length * taken + live % ids.length * taken / ids.length;
                if (seen == next) {
                    ids[taken++] = id;
                }
                seen++;
            }
        }
        return ids;
    }

    private int found(IndexDirectory opened, VectorIndex index, long[] ids) {
        int found = 0;
        for (long id : ids) {
            control.checkCancelled();
            EmbeddingBatch vector = opened.vectors().reconstruct(new long[] {id});
            List<Neighbor> near =
                    new ArrayList<>(index.search(vector, K, control).get(0));
            // Copies of a document may fill all ten places.
            boolean copies = near.size() == K
                    && near.get(K - 1).similarity() >= near.get(0).similarity();
            if (copies || near.stream().anyMatch(one -> one.id() == id)) {
                found++;
            }
        }
        return found;
    }
}
