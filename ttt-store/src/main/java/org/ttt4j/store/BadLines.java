package org.ttt4j.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the bad lines of one or more files, or refuses the first. Confined to one thread. */
public final class BadLines {

    private static final int PLACES = 3;

    private final OnBadLine policy;
    private final Map<BadLine, Long> counts = new EnumMap<>(BadLine.class);
    private final Map<BadLine, List<String>> places = new EnumMap<>(BadLine.class);

    /**
     * Nothing counted yet.
     *
     * @param policy what happens at the first bad line
     */
    public BadLines(OnBadLine policy) {
        this.policy = policy;
    }

    /**
     * A line is bad.
     *
     * @param detail more about it, or empty
     * @throws StoreException naming file and line, if the policy is to fail
     */
    void add(BadLine kind, String file, long line, String detail) {
        String place = file + ":" + line;
        if (policy == OnBadLine.FAIL) {
            throw new StoreException(place + ": the line is " + kind.words()
                    + (detail.isEmpty() ? "" : " (" + detail + ")")
                    + "; ttt.corpus.on-bad-line = skip counts such lines and goes on");
        }
        counts.merge(kind, 1L, Long::sum);
        List<String> some = places.computeIfAbsent(kind, key -> new ArrayList<>());
        if (some.size() < PLACES) {
            some.add(place);
        }
    }

    /** What was counted so far, to be written down. Thread-safe. */
    record State(Map<BadLine, Long> counts, Map<BadLine, List<String>> places) {
        static final State NONE = new State(Map.of(), Map.of());
    }

    State state() {
        return new State(Map.copyOf(counts), Map.copyOf(places));
    }

    /** Goes on from what an earlier run had counted. */
    void restore(State state) {
        counts.clear();
        places.clear();
        counts.putAll(state.counts());
        state.places().forEach((kind, some) -> places.put(kind, new ArrayList<>(some)));
    }

    /** {@return how many lines were bad} */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * {@return counts by kind, as {@code not_json}, {@code no_text}, {@code too_long}, {@code not_utf8}; kinds without
     * a line are left out}
     */
    public SortedMap<String, Long> counts() {
        SortedMap<String, Long> named = new TreeMap<>();
        counts.forEach((kind, count) -> named.put(kind.name().toLowerCase(Locale.ROOT), count));
        return named;
    }

    /**
     * {@return one line for people, such as {@code skipped 2 lines: 2 not UTF-8 (a.jsonl:3, a.jsonl:9)}; empty if none
     * was bad}
     */
    public String sentence() {
        if (counts.isEmpty()) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((kind, count) -> {
            List<String> some = places.get(kind);
            parts.add(count + " " + kind.words() + " (" + String.join(", ", some) + (count > some.size() ? ", ..." : "")
                    + ")");
        });
        return "skipped " + total() + (total() == 1 ? " line: " : " lines: ") + String.join("; ", parts);
    }
}
