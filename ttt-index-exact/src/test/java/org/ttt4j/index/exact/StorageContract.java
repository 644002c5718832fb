package org.ttt4j.index.exact;

import java.util.Map;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.VectorIndexContract;

/** The contract with one storage and one kernel. Confined to one thread. */
abstract class StorageContract extends VectorIndexContract {

    private final Settings settings;

    StorageContract(String storage, String scan) {
        this.settings = Settings.of(Map.of("storage", storage, "scan", scan, "threads", "2"));
    }

    @Override
    protected BackendProvider.OfIndex provider() {
        return new ExactIndexProvider();
    }

    @Override
    protected Settings settings() {
        return settings;
    }
}
