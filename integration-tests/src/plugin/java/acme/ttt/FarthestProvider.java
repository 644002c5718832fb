package acme.ttt;

import java.util.List;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/** Selector {@code farthest}: the worst candidates, worst first. Told apart from any sensible one at a glance. */
public final class FarthestProvider implements BackendProvider.OfSelector {

    @Override
    public String id() {
        return "farthest";
    }

    @Override
    public String description() {
        return "the worst candidates";
    }

    @Override
    public Selector open(Settings settings) {
        double uncertainty = settings.number("uncertainty", 0.5, 0, 1);
        return request -> {
            List<Pick> picks = new java.util.ArrayList<>();
            for (int i = request.candidates().size() - 1; i >= 0 && picks.size() < request.budget(); i--) {
                picks.add(new Pick(request.candidates().get(i).id(), uncertainty));
            }
            return new Selection(picks);
        };
    }
}
