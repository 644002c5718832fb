package org.ttt4j.index.exact;

/** The contract. */
class Int8ScalarTests extends StorageContract {

    Int8ScalarTests() {
        super("int8", "scalar");
    }
}
