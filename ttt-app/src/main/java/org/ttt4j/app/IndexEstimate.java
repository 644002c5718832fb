package org.ttt4j.app;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.RunControl;

/**
 * What building an index would take, as JSON has it: sizes follow from counts, times from a small measurement and are right
 * within a factor of two or so. Thread-safe.
 *
 * @param documents to be indexed
 * @param dimension of their vectors
 * @param factory of FAISS, empty where another backend is used
 * @param indexBytes of the backend's index, on disk and in memory when it is searched; 0 if unknown
 * @param vectorBytes of the exact vectors, on disk
 * @param textBytes of the texts, on disk, before compression
 * @param buildBytes in memory while the index is trained and filled, without the JVM and the embedder; 0 if unknown
 * @param buildDiskBytes on disk while it is built, at the most: beside vectors and texts two states of the index, the last
 *     checkpoint and the one that is being written; 0 if unknown
 * @param embedSeconds from the speed on a sample
 * @param indexSeconds to train and fill the index, NaN if unknown
 * @param reasons why this factory text, if it was chosen here
 */
record IndexEstimate(
        long documents,
        int dimension,
        String factory,
        long indexBytes,
        long vectorBytes,
        long textBytes,
        long buildBytes,
        long buildDiskBytes,
        double embedSeconds,
        double indexSeconds,
        List<String> reasons) {

    /** Products of matrices in float32 take half the time of those in float64 that are measured. */
    private static final double FLOAT32 = 2;

    /** Distances along a graph, which jump through memory, are that much slower. */
    private static final double SCATTERED = 10;

    /** How much of a sample training reads at most, in bytes. */
    private static final long MOST_SAMPLE = 1L << 30;

    /** A lot of texts that warms the embedder up. */
    private static final int WARM_UP = 8;

    IndexEstimate {
        reasons = List.copyOf(reasons);
    }

    /**
     * Estimates.
     *
     * @param choice the index if it is one that is known
     * @param reasons why it was chosen
     */
    static IndexEstimate of(
            CorpusSurvey corpus,
            Embedder embedder,
            String factory,
            Optional<IndexChoice> choice,
            List<String> reasons,
            RunControl control) {
        int dimension = embedder.traits().dimension();
        embedder.embed(
                corpus.sample().subList(0, Math.min(WARM_UP, corpus.sample().size())), control);
        long start = System.nanoTime();
        embedder.embed(corpus.sample(), control);
        double perText = (System.nanoTime() - start) / 1e9 / corpus.sample().size();
        return new IndexEstimate(
                corpus.documents(),
                dimension,
                factory,
                choice.map(IndexChoice::bytes).orElse(0L),
                corpus.documents() * dimension * Float.BYTES,
                corpus.textBytes(),
                choice.map(one -> one.bytes() + Math.min(MOST_SAMPLE, one.trainingRows() * dimension * Float.BYTES))
                        .orElse(0L),
                choice.map(one -> 2 * one.bytes() + corpus.documents() * dimension * Float.BYTES + corpus.textBytes())
                        .orElse(0L),
                perText * corpus.documents(),
                choice.map(one -> seconds(one, control)).orElse(Double.NaN),
                reasons);
    }

    private static double seconds(IndexChoice choice, RunControl control) {
        if (choice.multiplyAdds() + choice.scatteredMultiplyAdds() == 0) {
            return 0;
        }
        try (Crew crew = new Crew(Runtime.getRuntime().availableProcessors())) {
            double perSecond = new MachineLimits(control).measure(crew).multiplyAddGflops() * 1e9 / 2 * FLOAT32;
            return (choice.multiplyAdds() + SCATTERED * choice.scatteredMultiplyAdds()) / perSecond;
        }
    }

    /** For people. */
    @JsonIgnore
    String text() {
        TextTable table = new TextTable("ll")
                .row("documents", documents + ", d = " + dimension)
                .row("index", (factory.isEmpty() ? "" : factory + ", ") + size(indexBytes))
                .row(
                        "on disk",
                        "about " + ByteSize.text(indexBytes + vectorBytes + textBytes) + ": vectors "
                                + ByteSize.text(vectorBytes) + ", texts up to " + ByteSize.text(textBytes) + ", index "
                                + size(indexBytes))
                .row(
                        "while building",
                        size(buildBytes) + " of memory beside the JVM and the embedder"
                                + (buildDiskBytes == 0 ? "" : ", up to " + ByteSize.text(buildDiskBytes) + " on disk"))
                .row("embedding", "about " + duration(embedSeconds))
                .row("training, adding", Double.isNaN(indexSeconds) ? "unknown" : "about " + duration(indexSeconds));
        StringBuilder why = new StringBuilder();
        reasons.forEach(reason -> why.append('\n').append(reason));
        return table.render() + "\n" + why + (reasons.isEmpty() ? "" : "\n\n") + "nothing was written";
    }

    private static String size(long bytes) {
        return bytes == 0 ? "of unknown size" : "about " + ByteSize.text(bytes);
    }

    private static String duration(double seconds) {
        return seconds < 100
                ? TextTable.decimals(1, seconds) + " s"
                : seconds < 6000
                        ? TextTable.decimals(0, seconds / 60) + " min"
                        : TextTable.decimals(1, seconds / 3600) + " h";
    }
}
