package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.SelectorContract;

class NearestSelectorTests extends SelectorContract {

    /** The root of a small difference: 2^-53 of the prior 1, divided by twice the root 0.07. */
    private static final double TOLERANCE = 1e-14;

    @Override
    protected Selector open() {
        return new NearestSelectorProvider().open(Settings.of(Map.of()));
    }

    @Override
    protected boolean takesCandidatesInOrder() {
        return true;
    }

    /** A copy adds information only against the noise: sigma^2 = lambda / (n + lambda) when all equal the query. */
    @Test
    void uncertaintyIsThePosteriorsAlongTheGivenOrder() {
        float[] query = {0, 1};
        Selection found = open().select(SiftSelectorTests.request(query, 3, query, query, new float[] {1, 0}));
        assertThat(found.picks().get(0).uncertainty()).isCloseTo(Math.sqrt(0.01 / 1.01), within(TOLERANCE));
        assertThat(found.picks().get(1).uncertainty()).isCloseTo(Math.sqrt(0.01 / 2.01), within(TOLERANCE));
        assertThat(found.picks().get(2).uncertainty())
                .as("an orthogonal vector says nothing")
                .isEqualTo(found.picks().get(1).uncertainty());
    }
}
