package org.ttt4j.index.faiss;

import java.util.Map;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.VectorIndexContract;

/** The contract through an id map, a rotation, lists mapped into memory and a refinement. */
class WrappedContractTests extends VectorIndexContract {

    @Override
    protected BackendProvider.OfIndex provider() {
        return new FaissIndexProvider();
    }

    @Override
    protected Settings settings() {
        return Settings.of(Map.of("factory", "PCAR12,IVF4,SQ8,RFlat", "mmap", "true", "nprobe", "2", "threads", "2"));
    }
}
