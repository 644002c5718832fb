package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Checks numbers against golden ones, and keeps the largest deviation of each kind for a look at the margin left. */
final class Deviations {

    private final Map<String, String> worst = new TreeMap<>();
    private final Map<String, Double> largest = new TreeMap<>();

    /** Both within an absolute tolerance. */
    void absolute(Golden golden, String quantity, String which, double found, double wanted, double tolerance) {
        keep(golden, quantity, which, Math.abs(found - wanted), tolerance);
        assertThat(found).as(golden + ", " + quantity + " " + which).isCloseTo(wanted, within(tolerance));
    }

    /** Both within a tolerance relative to the golden one. */
    void relative(Golden golden, String quantity, String which, double found, double wanted, double tolerance) {
        double allowed = tolerance * Math.abs(wanted);
        keep(golden, quantity, which, wanted == found ? 0 : Math.abs(found - wanted) / Math.abs(wanted), tolerance);
        assertThat(found).as(golden + ", " + quantity + " " + which).isCloseTo(wanted, within(allowed));
    }

    /** Writes what was largest where the build keeps what it made. */
    void write(String file) throws IOException {
        if (Files.isDirectory(Path.of("target"))) {
            Files.write(Path.of("target", file), worst.values());
        }
    }

    private void keep(Golden golden, String quantity, String which, double deviation, double tolerance) {
        String key = golden + " " + quantity;
        if (!(deviation <= largest.getOrDefault(key, -1.0))) {
            largest.put(key, deviation);
            worst.put(key, String.format("%-60s %9.2e of %7.0e  %s", key, deviation, tolerance, which));
        }
    }
}
