package org.ttt4j.train.tf;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The environment of this process as native code reads it, which the JDK only copies: what {@code getenv} finds from now
 * on, while {@code System.getenv} and child processes of the JDK keep what there was. Thread-safe, but for other native
 * code that changes it at the same moment.
 */
final class NativeEnvironment {

    private static final String SYMBOL = "environ"; // POSIX; Windows has none, and macOS hides it from libraries

    private NativeEnvironment() {}

    /**
     * Adds a variable unless there is one of this name.
     *
     * @return whether there is one now; false where the system does not let a library at its environment
     */
    static synchronized boolean addMissing(String name, String value) {
        PointerPointer<BytePointer> environ = environ();
        if (environ == null) {
            return false;
        }
        PointerPointer<BytePointer> entries = entries(environ);
        int count = count(entries);
        for (int i = 0; i < count; i++) {
            if (entries.get(BytePointer.class, i).getString().startsWith(name + "=")) {
                return true;
            }
        }
        // A longer table, as setenv makes one. Neither it nor the old one is ever freed: somebody may be reading it.
        int width = Loader.sizeof(Pointer.class);
        PointerPointer<BytePointer> longer = new PointerPointer<>(Pointer.calloc(count + 2L, width));
        for (int i = 0; i < count; i++) {
            longer.put(i, entries.get(BytePointer.class, i));
        }
        longer.put(count, entry(name + "=" + value));
        environ.put(0, longer);
        return true;
    }

    private static PointerPointer<BytePointer> environ() {
        Pointer address = Loader.addressof(SYMBOL);
        return address == null ? null : new PointerPointer<>(address);
    }

    private static PointerPointer<BytePointer> entries(PointerPointer<BytePointer> environ) {
        Pointer table = environ.get(0);
        return table == null ? null : new PointerPointer<>(table);
    }

    private static int count(PointerPointer<BytePointer> entries) {
        int count = 0;
        while (entries != null && entries.get(count) != null) {
            count++;
        }
        return count;
    }

    private static BytePointer entry(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BytePointer memory = new BytePointer(Pointer.calloc(bytes.length + 1L, 1));
        return memory.put(bytes, 0, bytes.length);
    }
}
