package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process as Linux counts it; 0 where it does not say. Thread-safe. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    private ResidentMemory() {}

    /** Collects garbage and lets {@link #peak} count from now on, where the system allows it. */
    static void restart() {
        System.gc();
        if (Files.isWritable(CLEAR)) {
            try {
                Files.writeString(CLEAR, "5");
            } catch (IOException refused) {
                return; // in a container that may not: the peak is then that of all the process did
            }
        }
    }

    /** Most bytes in memory since {@link #restart}, mapped files included. */
    static long peak() {
        return bytes("VmHWM:");
    }

    /** Bytes in memory now that are not those of a file. */
    static long own() {
        return bytes("RssAnon:");
    }

    private static long bytes(String name) {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            throw Failures.unchecked(unreadable);
        }
    }
}
