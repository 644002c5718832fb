package org.ttt4j.index.exact;

/** The contract. */
class Float32ScalarTests extends StorageContract {

    Float32ScalarTests() {
        super("float32", "scalar");
    }
}
