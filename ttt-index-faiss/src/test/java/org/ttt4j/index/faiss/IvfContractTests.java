package org.ttt4j.index.faiss;

import java.util.Map;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.VectorIndexContract;

/** The contract, with lists that need training and a map for reconstruction. */
class IvfContractTests extends VectorIndexContract {

    @Override
    protected BackendProvider.OfIndex provider() {
        return new FaissIndexProvider();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("factory", "IVF8,Flat", "threads", "2"));
    }

    @Override
    protected int size() {
        return 400; // FAISS warns below 39 vectors per list
    }
}
