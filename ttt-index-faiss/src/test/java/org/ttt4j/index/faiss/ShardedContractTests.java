package org.ttt4j.index.faiss;

import java.util.Map;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.VectorIndexContract;

class ShardedContractTests extends VectorIndexContract {

    @Override
    protected BackendProvider.OfIndex provider() {
        return new FaissIndexProvider();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("factory", "Flat", "shards", "3", "threads", "2"));
    }
}
