package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has taken from the system at most; only Linux tells. Thread-safe. */
final class ResidentSet {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    private ResidentSet() {}

    /** The peak is from now on that of what comes; where the system does not allow it, it stays that of all before. */
    static void forgetPeak() {
        try {
            Files.writeString(CLEAR, "5");
        } catch (IOException notAllowed) {
            return; // the peak of all before is an upper bound
        }
    }

    /** Largest resident set in bytes, 0 if unknown. */
    static long peakBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException unknown) {
            return 0;
        }
    }
}
