package org.ttt4j.select;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/** Greedy minimisation of the posterior variance, see {@link SiftSelectorProvider}. Pure. Thread-safe. */
record SiftSelector(Lambda lambda, boolean reselect) implements Selector {

    @Override
    public Selection select(Request request) {
        int count = request.candidates().size();
        Points queries = Points.of(request.query(), "query");
        Points vectors = Points.of(request.vectors(), "candidates' vectors");
        Conditioning posterior = new Conditioning(queries, vectors, lambda);
        boolean[] spent = new boolean[count];
        List<Pick> chosen = new ArrayList<>();
        for (int left = picks(request); left > 0; left--) {
            int best = best(posterior.reductions(), spent);
            posterior.observe(best);
            spent[best] = !reselect;
            chosen.add(new Pick(request.candidates().get(best).id(), Math.sqrt(posterior.queryVariance())));
        }
        return new Selection(chosen);
    }

    private int picks(Request request) {
        int count = request.candidates().size();
        return reselect && count > 0 ? request.budget() : Math.min(request.budget(), count);
    }

    /** Largest reduction among those not spent; of equal ones the first. */
    private static int best(double[] reductions, boolean[] spent) {
        int best = -1;
        for (int i = 0; i < reductions.length; i++) {
            if (!spent[i] && (best < 0 || reductions[i] > reductions[best])) {
                best = i;
            }
        }
        return best;
    }
}
