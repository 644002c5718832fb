package org.ttt4j.select;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/** The first N candidates, with the uncertainty that each leaves. Pure. Thread-safe. */
record NearestSelector(Lambda lambda) implements Selector {

    @Override
    public Selection select(Request request) {
        int picks = Math.min(request.budget(), request.candidates().size());
        Points queries = Points.of(request.query(), "query");
        Points vectors = Points.of(request.vectors(), "candidates' vectors");
        Conditioning posterior = new Conditioning(queries, vectors.first(picks), lambda);
        List<Pick> chosen = new ArrayList<>(picks);
        for (int rank = 0; rank < picks; rank++) {
            posterior.observe(rank);
            chosen.add(new Pick(request.candidates().get(rank).id(), Math.sqrt(posterior.queryVariance())));
        }
        return new Selection(chosen);
    }
}
