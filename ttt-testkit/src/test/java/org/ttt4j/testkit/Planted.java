package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs a contract against a backend with a planted bug. Thread-safe. */
final class Planted {

    private Planted() {}

    /** Names of the contract methods that failed, sorted. */
    static Set<String> failuresOf(Class<? extends LeakChecked> contract) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute();
        assertThat(results.containerEvents().failed().count())
                .as("failures outside of test methods")
                .isZero();
        assertThat(results.testEvents().started().count())
                .as("contract methods that ran")
                .isGreaterThanOrEqualTo(10);
        Set<String> failed = new TreeSet<>();
        results.testEvents().failed().stream().map(Planted::method).forEach(failed::add);
        return failed;
    }

    private static String method(Event event) {
        MethodSource source =
                (MethodSource) event.getTestDescriptor().getSource().orElseThrow();
        return source.getMethodName();
    }
}
