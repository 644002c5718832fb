package org.ttt4j.app;

import java.util.Optional;
import java.util.OptionalDouble;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * Why a selection has fewer picks than wanted, as far as that follows from the picks and from the settings that
 * selectors have in common. Thread-safe.
 */
record StopReason(Settings settings, Selector.Request request, Selection selection) {

    /** Part of a sentence. */
    String sentence() {
        int picks = selection.picks().size();
        int candidates = request.candidates().size();
        String wanted = "wanted " + request.budget() + ", ";
        if (candidates == 0) {
            return wanted + "but there was nothing to pick from";
        }
        double uncertainty =
                picks == 0 ? Double.NaN : selection.picks().get(picks - 1).uncertainty();
        OptionalDouble target = number("target-uncertainty");
        if (target.isPresent() && uncertainty <= target.getAsDouble()) {
            return wanted + "stopped at the target uncertainty " + SelectionView.rounded(target.getAsDouble());
        }
        OptionalDouble max = number("max");
        if (max.isPresent() && picks == max.getAsDouble()) {
            return wanted + "stopped at the key max";
        }
        if (selection.picks().stream().mapToLong(Pick::id).distinct().count() == candidates && picks == candidates) {
            return wanted + "but there are no more candidates";
        }
        OptionalDouble alpha = number("alpha");
        if (alpha.isPresent()) {
            return wanted + "stopped because pick " + (picks + 1) + " would leave an uncertainty above 1/(alpha n) = "
                    + SelectionView.rounded(1 / (alpha.getAsDouble() * (picks + 1)));
        }
        return wanted + "stopped by the selector";
    }

    /** A setting that may be there, be a number, or be off. */
    private OptionalDouble number(String key) {
        Optional<String> text = settings.find(key);
        try {
            return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text.orElseThrow()));
        } catch (NumberFormatException off) {
            return OptionalDouble.empty();
        }
    }
}
