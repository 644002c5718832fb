package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;

/**
 * Which factory text suits a number of vectors, a memory budget and a recall, and why, in the manner of autofaiss.
 * Thread-safe.
 *
 * @param choice what is advised
 * @param fits whether it stays within the budget
 * @param reaches whether the recall can be expected of it
 * @param reasons sentences for people
 */
record IndexAdvice(IndexChoice choice, boolean fits, boolean reaches, List<String> reasons) {

    /** A scan of this many bytes takes a hundredth of a second or so: no other index is worth its recall. */
    private static final long QUICK_SCAN = 100L << 20;

    /** Beyond, building a graph takes hours. */
    private static final long LARGE_GRAPH = 2_000_000;

    IndexAdvice {
        reasons = List.copyOf(reasons);
    }

    /**
     * Chooses.
     *
     * @param count vectors, at least 1
     * @param budget bytes the index may take in memory when it is searched
     * @param recall wanted share of the nearest neighbours, in (0, 1]
     */
    static IndexAdvice of(long count, int dimension, long budget, double recall) {
        List<String> reasons = new ArrayList<>();
        List<IndexChoice> all = IndexChoice.all(count, dimension);
        for (IndexChoice choice : all) {
            String problem = problem(choice, all, count, budget, recall);
            if (problem.isEmpty()) {
                reasons.add(choice.factory() + " (" + choice.nature() + ") fits: about " + ByteSize.text(choice.bytes())
                        + ", recall up to about " + choice.recall());
                return new IndexAdvice(choice, true, true, reasons);
            }
            reasons.add("not " + choice.factory() + ": " + problem);
        }
        return compromise(all, budget, recall, reasons);
    }

    private static String problem(IndexChoice choice, List<IndexChoice> all, long count, long budget, double recall) {
        if (choice.bytes() > budget) {
            return "about " + ByteSize.text(choice.bytes()) + " are more than " + ByteSize.text(budget);
        }
        if (choice.recall() < recall) {
            return "a recall of about " + choice.recall() + " is all that can be expected";
        }
        boolean others = all.stream()
                .anyMatch(one -> !one.equals(choice)
                        && !one.factory().equals("HNSW32")
                        && one.bytes() <= budget
                        && one.recall() >= recall);
        if (choice.factory().equals("Flat") && choice.bytes() > QUICK_SCAN && others) {
            return "a scan of " + ByteSize.text(choice.bytes()) + " for each query is slow";
        }
        return choice.factory().equals("HNSW32") && count > LARGE_GRAPH && others
                ? "a graph of " + count + " vectors takes hours to build"
                : "";
    }

    /** Within the budget what is most accurate; if nothing is, the smallest there is. */
    private static IndexAdvice compromise(List<IndexChoice> all, long budget, double recall, List<String> reasons) {
        IndexChoice best = null;
        for (IndexChoice choice : all) {
            if (choice.bytes() <= budget && (best == null || choice.recall() > best.recall())) {
                best = choice;
            }
        }
        if (best != null) {
            reasons.add(best.factory() + " (" + best.nature()
                    + ") is the most accurate that fits, though not as accurate as " + recall + ": about "
                    + ByteSize.text(best.bytes()) + ", recall up to about " + best.recall());
            return new IndexAdvice(best, true, false, reasons);
        }
        IndexChoice smallest = all.get(0);
        for (IndexChoice choice : all) {
            smallest = choice.bytes() < smallest.bytes() ? choice : smallest;
        }
        reasons.add(
                "nothing fits; " + smallest.factory() + " is the smallest, about " + ByteSize.text(smallest.bytes()));
        return new IndexAdvice(smallest, false, smallest.recall() >= recall, reasons);
    }

    /** Keys of the configuration that build what is advised. */
    List<Shorthand> settings() {
        return List.of(new Shorthand("--memory", Slot.INDEX.path("faiss") + ".factory", choice.factory()));
    }
}
