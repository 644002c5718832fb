package org.ttt4j.index.faiss;

import java.util.Map;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.VectorIndexContract;

/** The contract, with 8 bits per component. */
class QuantizedContractTests extends VectorIndexContract {

    @Override
    protected BackendProvider.OfIndex provider() {
        return new FaissIndexProvider();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("factory", "IVF4,SQ8", "threads", "2"));
    }

    @Override
    protected double reconstructionTolerance() {
        return 0.01; // components spread over about 2, in 255 steps
    }
}
