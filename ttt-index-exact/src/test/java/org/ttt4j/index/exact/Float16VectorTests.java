package org.ttt4j.index.exact;

/** The contract. */
class Float16VectorTests extends StorageContract {

    Float16VectorTests() {
        super("float16", "vector");
    }
}
