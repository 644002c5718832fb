package org.ttt4j.index.faiss;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;

/** What FAISS's distances and labels mean. Thread-safe. */
final class Answers {

    private Answers() {}

    /** What {@code faiss::MetricType} calls a metric. */
    static int metricNumber(Metric metric) {
        return metric == Metric.INNER_PRODUCT ? 0 : 1;
    }

    /**
     * The neighbours of one query, best first.
     *
     * @param distances squared distances or inner products, of all queries of a call
     * @param labels ids, or -1 for "no more"
     * @param from where those of the query begin
     * @param to where they end
     */
    static List<Neighbor> neighbors(IndexSpec spec, float[] distances, long[] labels, int from, int to) {
        boolean squares = spec.metric() == Metric.L2;
        List<Neighbor> found = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            if (labels[i] == -1) {
                continue;
            }
            if (labels[i] < 0 || labels[i] >= spec.size() || Float.isNaN(distances[i])) {
                throw new BackendException(
                        FaissIndexProvider.ID,
                        "found id=" + labels[i] + " at distance " + distances[i] + ", wanted an id below " + spec.size()
                                + " and a number");
            }
            // Subtracting from zero keeps -0.0 out, which would sort below 0.0.
            found.add(new Neighbor(labels[i], squares ? 0f - distances[i] : distances[i]));
        }
        found.sort(Neighbor.BEST_FIRST);
        return found;
    }
}
