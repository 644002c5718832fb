package org.ttt4j.app;

import java.io.IOException;

/** Work that reads or writes files. */
@FunctionalInterface
interface IoSupplier<T> {
    /** Does it. */
    T get() throws IOException;
}
