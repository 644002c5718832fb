package org.ttt4j.app;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ttt4j.store.Sha256;

/**
 * Assigns sources to parts such as train and test. A source's part depends on its name and the seed alone, so all its
 * pieces fall into the same part, whatever the order of reading. Thread-safe.
 *
 * @param parts names and shares; shares sum to 1
 * @param seed another seed gives another assignment
 */
record CorpusSplit(List<Part> parts, long seed) {

    /** One part. Thread-safe. */
    record Part(String name, double share) {
        /** Refuses names that cannot be part of a file name and shares outside (0, 1]. */
        Part {
            if (!name.matches("[A-Za-z0-9_-]+") || !(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("found the part " + name + "=" + share
                        + ", wanted a name of letters, digits, - and _ and a share in (0, 1]");
            }
        }
    }

    CorpusSplit {
        parts = List.copyOf(parts);
        double sum = parts.stream().mapToDouble(Part::share).sum();
        Set<String> names = new HashSet<>();
        if (!(Math.abs(sum - 1) < 1e-6) || !parts.stream().allMatch(part -> names.add(part.name()))) {
            throw new IllegalArgumentException(
                    "found parts " + parts + ", wanted different names and shares that sum to 1");
        }
    }

    /**
     * Reads {@code train=0.9,test=0.1}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static CorpusSplit parse(String text, long seed) {
        List<Part> parts = new ArrayList<>();
        for (String assignment : text.split(",", -1)) {
            int equals = assignment.indexOf('=');
            try {
                parts.add(new Part(
                        assignment.substring(0, Math.max(0, equals)).strip(),
                        Double.parseDouble(assignment.substring(equals + 1))));
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException(
                        "found \"" + text + "\", wanted shares such as train=0.9,test=0.1", notANumber);
            }
        }
        return new CorpusSplit(parts, seed);
    }

    /** Position of the part that a source belongs to. */
    int part(String source) {
        MessageDigest digest = Sha256.digest();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
        long hash = ByteBuffer.wrap(digest.digest(source.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        double place = (hash >>> 11) * 0x1.0p-53; // uniform in [0, 1)
        double upTo = 0;
        for (int i = 0; i < parts.size() - 1; i++) {
            upTo += parts.get(i).share();
            if (place < upTo) {
                return i;
            }
        }
        return parts.size() - 1;
    }
}
