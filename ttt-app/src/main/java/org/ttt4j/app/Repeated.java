package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;

/**
 * The values of a repeatable option that may stand before and after a subcommand. The parser hands over all values of
 * one such place after each further one, and starts anew at the next place. Confined to one thread.
 */
final class Repeated<T> {

    private final List<T> earlier = new ArrayList<>();
    private List<T> here = List.of();

    /** Takes what the parser hands over. */
    void accept(List<T> all) {
        if (all.size() != here.size() + 1) {
            earlier.addAll(here);
        }
        here = List.copyOf(all);
    }

    /** All values in the order of the command line. */
    List<T> values() {
        List<T> values = new ArrayList<>(earlier);
        values.addAll(here);
        return List.copyOf(values);
    }
}
