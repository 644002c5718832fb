package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ttt4j.api.NativeHandles;

/**
 * Fails every test after which more native objects are open than before it, per backend. What a class keeps open for
 * all its tests does not count against one of them. Confined to one thread.
 */
public abstract class LeakChecked {

    private Map<String, Long> openBefore = Map.of();

    /** For the contracts below. */
    protected LeakChecked() {}

    /** Runs before the fixtures of subclasses. */
    @BeforeEach
    public final void countNativeObjects() {
        openBefore = NativeHandles.open();
    }

    /** Runs after the fixtures of subclasses were closed. */
    @AfterEach
    public final void noNativeObjectStaysOpen() {
        Map<String, Long> left = new TreeMap<>(NativeHandles.open());
        left.replaceAll((id, open) -> open - openBefore.getOrDefault(id, 0L));
        left.values().removeIf(more -> more == 0);
        assertThat(left)
                .as("native objects this test left open, per backend (negative: closed too often)")
                .isEmpty();
    }
}
