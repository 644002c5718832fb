package org.ttt4j.app;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.ttt4j.store.IndexManifest;

/**
 * How documents are evaluated, apart from what the configuration says. Thread-safe.
 *
 * @param counts after how many neighbours a document is scored
 * @param candidates K; raised to the largest count if smaller
 * @param splitText whether the first half of a document is the query and only the second half is scored
 * @param limit how many documents are drawn; empty for all
 * @param seed of the drawing and of the bootstrap
 */
record EvaluationPlan(NeighborCounts counts, int candidates, boolean splitText, Optional<Integer> limit, long seed) {

    EvaluationPlan {
        if (candidates < 1 || limit.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "found candidates=" + candidates + ", limit=" + limit.orElse(1) + ", wanted both at least 1");
        }
        candidates = Math.max(candidates, counts.largest());
    }

    /**
     * Everything that decides the results, by name, as {@link EvaluationDirectory} wants it.
     *
     * @param selectors ids of those that select
     * @param data the documents
     * @param index fingerprint of the index
     * @param model fingerprint of the language model
     */
    SortedMap<String, String> identity(
            Configuration configuration, List<String> selectors, EvaluationData data, String index, String model) {
        SortedMap<String, String> identity = RunManifest.inUse(configuration, selectors);
        identity.keySet().removeIf(key -> key.startsWith("ttt.cache") || key.startsWith("ttt.demo."));
        identity.put("candidates", String.valueOf(candidates));
        identity.put("data", data.sha256());
        identity.put("index", index);
        identity.put("limit", limit.map(String::valueOf).orElse("all"));
        identity.put("model", model);
        identity.put("neighbors", counts.toString());
        identity.put("seed", String.valueOf(seed));
        identity.put("split-text", String.valueOf(splitText));
        return identity;
    }

    /** What it takes to make the results again. */
    RunManifest manifest(
            List<String> arguments, Assembly assembly, Configuration configuration, List<String> selectors) {
        IndexManifest index = assembly.directory().manifest();
        return new RunManifest(arguments)
                .index(index.contentHash(), index, assembly.embedder().traits())
                .model(assembly.trainer().traits())
                .seed("sample", seed)
                .seed("bootstrap", seed)
                .configuration(configuration, selectors);
    }
}
