package org.ttt4j.index.exact;

/** The contract. */
class Float32VectorTests extends StorageContract {

    Float32VectorTests() {
        super("float32", "vector");
    }
}
