package org.example.plain;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.testkit.VectorIndexContract;

/** Holds the index to the same rules as FAISS. */
class PlainIndexTest extends VectorIndexContract {
    @Override
    protected BackendProvider.OfIndex provider() {
        return new PlainIndexProvider();
    }
}
