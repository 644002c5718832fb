package org.ttt4j.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The machine that something was measured on, as JSON has it. Thread-safe.
 *
 * @param processor its name, or {@code unknown}
 * @param processors how many this Java may use
 * @param loadAverage threads that ran or waited for a processor in the last minute, before the measurement; NaN if
 *     unknown. What is well above 0 then slows the measurement down
 * @param limits by number of threads
 */
record MachineView(String processor, int processors, double loadAverage, List<MachineLimits.Limits> limits) {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    MachineView {
        limits = List.copyOf(limits);
    }

    /** The load of the last minute, NaN if unknown. */
    static double load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? Double.NaN : load;
    }

    static MachineView of(double load, List<MachineLimits.Limits> limits) {
        return new MachineView(name(), Runtime.getRuntime().availableProcessors(), load, limits);
    }

    private static String name() {
        if (!Files.isReadable(CPUINFO)) { // only Linux has it
            return "unknown";
        }
        try {
            return Files.readAllLines(CPUINFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException unreadable) {
            throw Failures.unchecked(unreadable);
        }
    }
}
