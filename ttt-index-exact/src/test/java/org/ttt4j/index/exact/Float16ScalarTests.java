package org.ttt4j.index.exact;

/** The contract. */
class Float16ScalarTests extends StorageContract {

    Float16ScalarTests() {
        super("float16", "scalar");
    }
}
