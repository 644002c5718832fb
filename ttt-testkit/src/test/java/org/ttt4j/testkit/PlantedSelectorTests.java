package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/** Broken selectors, and the contract methods that notice. */
class PlantedSelectorTests {

    @Test
    void healthyOnePasses() {
        assertThat(Planted.failuresOf(Healthy.class)).isEmpty();
    }

    @Test
    void stateFromTheLastCall() {
        assertThat(Planted.failuresOf(Remembers.class))
                .contains("isPure", "concurrentCallsAgree")
                .doesNotContain("noCandidatesGiveNoPicks", "closeTwice");
    }

    @Test
    void picksOutsideTheCandidates() {
        assertThat(Planted.failuresOf(NextDocument.class))
                .containsExactly(
                        "duplicateCandidatesShareInformation", "picksComeFromCandidates", "severalQueryRowsAreServed");
    }

    @Test
    void oneMoreThanTheBudget() {
        assertThat(Planted.failuresOf(OneTooMany.class)).contains("neverMoreThanBudget");
    }

    @Test
    void uncertaintyOfAnotherSign() {
        assertThat(Planted.failuresOf(Doubts.class)).containsExactly("uncertaintyNeverGrows");
    }

    @Test
    void nanTakenForANumber() {
        assertThat(Planted.failuresOf(TakesNan.class)).containsExactly("vectorsThatAreNotFiniteAreRefused");
    }

    @Test
    void earlierCandidatesPreferred() {
        assertThat(Planted.failuresOf(PrefersTheFirst.class)).containsExactly("permutingCandidatesPermutesNothingElse");
    }

    @Test
    void relevanceWithoutRedundancy() {
        assertThat(Planted.failuresOf(NearestOnly.class)).containsExactly("duplicateCandidatesShareInformation");
    }

    @Test
    void notTheFirstOnes() {
        assertThat(Planted.failuresOf(LastFirst.class)).containsExactly("nnEqualsTopN");
    }

    abstract static class WithBug extends SelectorContract {
        Selection changed(Selection right) {
            return right;
        }

        @Override
        protected Selector open() {
            return new GreedySelector() {
                @Override
                public Selection select(Request request) {
                    return changed(super.select(request));
                }
            };
        }
    }

    static class Healthy extends WithBug {}

    static class Remembers extends WithBug {
        private long calls;

        @Override
        Selection changed(Selection right) {
            calls++;
            List<Pick> picks = new ArrayList<>(right.picks());
            Collections.rotate(picks, (int) (calls % 7));
            return new Selection(picks);
        }
    }

    static class NextDocument extends WithBug {
        @Override
        Selection changed(Selection right) {
            return new Selection(right.picks().stream()
                    .map(pick -> new Pick(pick.id() + 1, pick.uncertainty()))
                    .toList());
        }
    }

    static class OneTooMany extends WithBug {
        @Override
        Selection changed(Selection right) {
            List<Pick> picks = new ArrayList<>(right.picks());
            right.picks().stream().limit(1).forEach(picks::add);
            return new Selection(picks);
        }
    }

    static class Doubts extends WithBug {
        @Override
        Selection changed(Selection right) {
            return new Selection(IntStream.range(0, right.picks().size())
                    .mapToObj(i -> new Pick(right.picks().get(i).id(), i))
                    .toList());
        }
    }

    static class TakesNan extends SelectorContract {
        @Override
        protected Selector open() {
            return new GreedySelector() {
                @Override
                void check(Request request) {}
            };
        }
    }

    static class PrefersTheFirst extends SelectorContract {
        @Override
        protected Selector open() {
            return new GreedySelector() {
                @Override
                double gain(double[][] k, int m, int i) {
                    return super.gain(k, m, i) / (i - m + 1);
                }
            };
        }
    }

    static class NearestOnly extends SelectorContract {
        @Override
        protected Selector open() {
            return new GreedySelector() {
                @Override
                public Selection select(Request request) {
                    Selection first =
                            super.select(new Request(request.query(), request.candidates(), request.vectors(), 1));
                    List<Pick> picks = new ArrayList<>();
                    for (int n = 0; n < request.budget() && !first.picks().isEmpty(); n++) {
                        Pick pick = first.picks().get(0);
                        picks.add(new Pick(pick.id(), pick.uncertainty() / (1 + n)));
                    }
                    return new Selection(picks);
                }
            };
        }
    }

    static class LastFirst extends SelectorContract {
        @Override
        protected boolean takesCandidatesInOrder() {
            return true;
        }

        @Override
        protected Selector open() {
            return new GreedySelector() {
                @Override
                public Selection select(Request request) {
                    check(request);
                    int count = request.candidates().size();
                    return new Selection(IntStream.range(0, Math.min(count, request.budget()))
                            .mapToObj(i -> new Pick(
                                    request.candidates().get(count - 1 - i).id(), Double.NaN))
                            .toList());
                }
            };
        }
    }
}
