package org.ttt4j.index.exact;

/** The contract. */
class Int8VectorTests extends StorageContract {

    Int8VectorTests() {
        super("int8", "vector");
    }
}
