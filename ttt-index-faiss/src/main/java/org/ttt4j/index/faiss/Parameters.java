package org.ttt4j.index.faiss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Settings;

/**
 * What a search may be told: more finds more and takes longer. An index reads those that its kind knows. Thread-safe.
 *
 * @param nprobe inverted lists visited per query, at least 1; never more than there are
 * @param efSearch candidates an HNSW graph keeps while searching, at least 1
 * @param refineFactor times k candidates that a refined index compares precisely, at least 1
 */
record Parameters(int nprobe, int efSearch, int refineFactor) {

    private static final String NPROBE = "nprobe";
    private static final String EF_SEARCH = "ef-search";
    private static final String REFINE_FACTOR = "refine-factor";

    private static final Parameters DEFAULTS = new Parameters(16, 64, 4);
    private static final int MOST_CANDIDATES = 1 << 24;
    private static final int MOST_REFINED = 1 << 10;

    /** Nearest ones left out beyond which a graph is not asked to look for all of them. */
    private static final long MOST_EXTRA = 1 << 12;

    static Parameters from(Settings settings) {
        return from(settings, DEFAULTS);
    }

    private static Parameters from(Settings settings, Parameters fallback) {
        return new Parameters(
                settings.integer(NPROBE, fallback.nprobe, 1, MOST_CANDIDATES),
                settings.integer(EF_SEARCH, fallback.efSearch, 1, MOST_CANDIDATES),
                settings.integer(REFINE_FACTOR, fallback.refineFactor, 1, MOST_REFINED));
    }

    /** Names that a kind of index reads, with values worth trying, cheapest first. */
    static Map<String, List<String>> of(Kind kind, long size) {
        Map<String, List<String>> known = new LinkedHashMap<>();
        if (kind.lists() > 0) {
            known.put(NPROBE, doubling(1, kind.lists()));
        }
        if (kind.graph()) {
            known.put(EF_SEARCH, doubling(16, Math.max(16, Math.min(4096, size))));
        }
        if (kind.refines()) {
            known.put(REFINE_FACTOR, doubling(1, 64));
        }
        return known;
    }

    /**
     * These with some of them replaced.
     *
     * @throws IllegalArgumentException if a name is not among {@code known} or a value is wrong
     */
    Parameters with(Map<String, String> values, Map<String, List<String>> known) {
        for (String name : values.keySet()) {
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException(
                        "found the parameter " + name + ", wanted one of " + known.keySet() + " for this index");
            }
        }
        try {
            return from(Settings.of(values), this);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * What finds as much when some ids are left out. A graph walks over them all the same: it has to look at more where
     * they lie thick, and past them where they are what lies nearest.
     */
    Parameters without(long excluded, int k, long size) {
        double thinned = (double) Math.max(efSearch, k) * size / Math.max(1, size - excluded);
        long wanted = Math.min(size, (long) thinned + Math.min(excluded, MOST_EXTRA));
        return new Parameters(nprobe, (int) Math.max(efSearch, Math.min(wanted, MOST_CANDIDATES)), refineFactor);
    }

    private static List<String> doubling(long first, long last) {
        List<String> values = new ArrayList<>();
        for (long value = first; value < last; value *= 2) {
            values.add(Long.toString(value));
        }
        values.add(Long.toString(last));
        return List.copyOf(values);
    }
}
