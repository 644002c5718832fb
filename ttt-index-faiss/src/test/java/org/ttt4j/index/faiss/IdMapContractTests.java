package org.ttt4j.index.faiss;

import java.util.Map;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.VectorIndexContract;

/** The contract of an exact index in an id map, which FAISS itself refuses to add to without ids. */
class IdMapContractTests extends VectorIndexContract {

    @Override
    protected BackendProvider.OfIndex provider() {
        return new FaissIndexProvider();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("factory", "IDMap2,Flat", "threads", "2"));
    }
}
