package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One way to select that a sweep over lambda compares. Thread-safe.
 *
 * @param selector id
 * @param lambda what the selector is tried with; empty for those that stand beside the sweep
 * @param configuration with that lambda
 */
record TuneArm(String selector, Optional<Lambda> lambda, Configuration configuration) {

    /** Nearest neighbours: what selection has to beat. */
    static final String NEAREST = "nn";

    /** The nearest neighbour repeated: what selection becomes when lambda is large. */
    static final String NEAREST_REPEATED = "nn-f";

    /** The key that a sweep sets. */
    static String key(String selector) {
        return Slot.SELECTOR.path(selector) + ".lambda";
    }

    /**
     * All arms of a sweep: nearest neighbours, the lambdas, the nearest repeated.
     *
     * @param options of the command line that stand for keys
     * @throws CommandException if {@code --set} sets the key that the sweep sets
     * @throws org.ttt4j.api.ConfigException if there is no such selector or it has no such key
     */
    static List<TuneArm> all(Invocation invocation, List<Shorthand> options, String selector, List<Lambda> lambdas) {
        Configuration configuration = invocation.configuration(options);
        configuration.named(Slot.SELECTOR, selector, "--selector");
        List<TuneArm> arms = new ArrayList<>();
        arms.add(beside(NEAREST, configuration));
        for (Lambda lambda : lambdas) {
            List<Shorthand> more = new ArrayList<>(options);
            more.add(new Shorthand("--lambdas", key(selector), lambda.toString()));
            Configuration own = invocation.configuration(more);
            if (!lambda.toString().equals(own.values().get(key(selector)))) {
                throw CommandException.usage("found --set " + key(selector) + "="
                        + own.values().get(key(selector)) + ", which wins over --lambdas; wanted one of the two");
            }
            arms.add(new TuneArm(selector, Optional.of(lambda), own));
        }
        arms.add(beside(NEAREST_REPEATED, configuration));
        return List.copyOf(arms);
    }

    private static TuneArm beside(String selector, Configuration configuration) {
        configuration.named(Slot.SELECTOR, selector, "");
        return new TuneArm(selector, Optional.empty(), configuration);
    }

    /** For people. */
    String name() {
        return selector + lambda.map(value -> " lambda " + value).orElse("");
    }

    /** Name of the directory that holds its results. */
    String directory() {
        return selector + lambda.map(value -> "-lambda-" + value).orElse("");
    }

    /** As {@link EvaluationPlan#identity}; which selector is configured does not matter to an arm. */
    SortedMap<String, String> identity(EvaluationPlan plan, EvaluationData data, String index, String model) {
        SortedMap<String, String> identity = plan.identity(configuration, List.of(selector), data, index, model);
        identity.remove(Slot.SELECTOR.useKey());
        identity.put("selector", selector);
        return identity;
    }
}
