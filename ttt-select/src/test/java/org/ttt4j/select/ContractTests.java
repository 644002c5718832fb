package org.ttt4j.select;

import org.junit.jupiter.api.Nested;
import org.ttt4j.api.Selector;
import org.ttt4j.testkit.SelectorContract;

/** Every selector under the contract that all selectors share; {@code nn} and {@code sift} have files of their own. */
class ContractTests {

    /** A selector that conditions on its picks. */
    abstract static class Of extends SelectorContract {
        private final String id;

        Of(String id) {
            this.id = id;
        }

        @Override
        protected Selector open() {
            return Selectors.open(id);
        }
    }

    /** A selector that ranks each candidate by itself. */
    abstract static class Ranking extends Of {
        Ranking(String id) {
            super(id);
        }

        @Override
        protected boolean seesRedundancy() {
            return false;
        }
    }

    @Nested
    class NearestRepeated extends Ranking {
        NearestRepeated() {
            super("nn-f");
        }
    }

    @Nested
    class Random extends Ranking {
        Random() {
            super("random");
        }
    }

    @Nested
    class SiftFast extends Of {
        SiftFast() {
            super("sift-fast");
        }
    }

    @Nested
    class Vtl extends Of {
        Vtl() {
            super("vtl");
        }
    }

    @Nested
    class Itl extends Of {
        Itl() {
            super("itl");
        }
    }

    @Nested
    class Ctl extends Of {
        Ctl() {
            super("ctl");
        }
    }

    @Nested
    class UndirectedVtl extends Of {
        UndirectedVtl() {
            super("undirected-vtl");
        }
    }

    @Nested
    class UndirectedItl extends Of {
        UndirectedItl() {
            super("undirected-itl");
        }
    }

    @Nested
    class Uncertainty extends Ranking {
        Uncertainty() {
            super("uncertainty");
        }
    }

    @Nested
    class InformationDensity extends Ranking {
        InformationDensity() {
            super("information-density");
        }
    }

    @Nested
    class MarginalRelevance extends Of {
        MarginalRelevance() {
            super("mmr");
        }
    }

    @Nested
    class KMeansPlusPlus extends Of {
        KMeansPlusPlus() {
            super("kmeans++");
        }
    }

    @Nested
    class MaxDistance extends Of {
        MaxDistance() {
            super("max-distance");
        }

        @Override
        protected boolean startsWithTheFirst() {
            return true;
        }
    }

    @Nested
    class Hull extends Of {
        Hull() {
            super("hull");
        }
    }
}
